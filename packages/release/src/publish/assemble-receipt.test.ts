import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { assembleReceiptAssets } from "./assemble-receipt.ts";
import type { DesiredRelease } from "./desired-release.ts";

const release: DesiredRelease = {
  gitTag: "gateway@1.1.0",
  commit: "a".repeat(40),
  packages: [
    {
      name: "gateway",
      version: "1.1.0",
      images: [
        { image: "gateway", references: ["r/gateway:v1.1.0", "r/gateway:1"], platforms: [], version: "1.1.0", gitTag: "gateway@1.1.0" },
      ],
      npm: { name: "gateway", version: "1.1.0", root: "g", distTag: "latest", access: "public", registry: null },
      indexed: [{ kind: "pypi", name: "acme-lib", version: "1.1.0", root: "l", reference: "acme-lib@1.1.0", needs: [] }],
    },
  ],
  github: null,
};

test("the receipt says what the world shows, and the sums are those that sha256sum checks", () => {
  const digest = `sha256:${"b".repeat(64)}`;
  const observed = {
    images: new Map([["r/gateway:v1.1.0", { digest, platforms: ["linux/arm64", "linux/amd64"] }]]),
    npm: new Map([["gateway@1.1.0", { integrity: "sha512-x", distTags: {} }]]),
    indexed: new Map([
      [
        "acme-lib@1.1.0",
        {
          files: [
            { name: "b.whl", sha256: "22" },
            { name: "a.tar.gz", sha256: "11" },
          ],
          missing: [],
          yanked: false,
        },
      ],
    ]),
    localTags: new Map(),
    remoteTags: new Map([["gateway@1.1.0", "c".repeat(40)]]),
    github: new Map(),
  };
  const sboms = new Map([["r/gateway:v1.1.0", [{ platform: "linux/amd64", text: "{}\n" }]]]);
  const assets = assembleReceiptAssets(release, observed, sboms);
  const [receipt, deployment, sbom, sums] = assets;
  expect(assets.map(({ name }) => name)).toEqual(["receipt.json", "deployment.md", "gateway-linux-amd64.spdx.json", "sha256sums.txt"]);
  expect(JSON.parse(receipt?.text ?? "")).toEqual({
    schemaVersion: 1,
    gitTag: "gateway@1.1.0",
    commit: "c".repeat(40),
    packages: [{ name: "gateway", version: "1.1.0" }],
    images: [{ reference: "r/gateway:v1.1.0", digest, platforms: ["linux/amd64", "linux/arm64"] }],
    sboms: [{ name: "gateway-linux-amd64.spdx.json", reference: "r/gateway:v1.1.0", platform: "linux/amd64", sha256: sum("{}\n") }],
    npm: [{ reference: "gateway@1.1.0", integrity: "sha512-x" }],
    indexes: [
      {
        kind: "pypi",
        reference: "acme-lib@1.1.0",
        files: [
          { name: "a.tar.gz", sha256: "11" },
          { name: "b.whl", sha256: "22" },
        ],
      },
    ],
  });
  expect(sums?.text).toBe(
    `${sum(receipt?.text)}  receipt.json\n${sum(deployment?.text)}  deployment.md\n${sum(sbom?.text)}  gateway-linux-amd64.spdx.json\n`,
  );
  expect(deployment?.text).toBe(
    [
      "# gateway@1.1.0",
      "",
      `Made from the commit ${"c".repeat(40)}.`,
      "",
      "## Images",
      "",
      "```sh",
      "# r/gateway:v1.1.0: linux/amd64, linux/arm64",
      `docker pull r/gateway@${digest}`,
      "```",
      "",
      "## npm packages",
      "",
      "```sh",
      "npm install --save-exact gateway@1.1.0",
      "```",
      "",
      "## Python packages",
      "",
      "```sh",
      "pip install acme-lib==1.1.0",
      "```",
      "",
      "What is there is in `receipt.json`; `sluice release verify` compares all of it with the registries.",
      "",
    ].join("\n"),
  );
});

function sum(text = ""): string {
  return createHash("sha256").update(text).digest("hex");
}
