import { expect, test } from "vitest";
import { renderImageSummary } from "./image-summary.ts";

const tags = ["ghcr.io/acme/gateway:v1.2.3", "ghcr.io/acme/gateway:1.2"];

test("has tags, digest and size of each image, and what failed", () => {
  const sizes = new Map([
    [
      "gateway",
      new Map([
        ["linux/amd64", 12_345_678],
        ["linux/arm64", 990],
      ]),
    ],
  ]);
  const images = [
    { name: "gateway", action: "built", tags, digest: "sha256:1a2b" },
    { name: "router", action: "built", tags: ["router:pr-7"], digest: null },
  ];
  const failures = [{ name: "web", problem: { code: "SLUICE_X" as const, message: "web/Dockerfile:3: no such stage" } }];
  expect(renderImageSummary(images, failures, sizes)).toMatchInlineSnapshot(`
    "### Images

    | image |  | tags | digest | size |
    | --- | --- | --- | --- | --- |
    | \`gateway\` | built | \`ghcr.io/acme/gateway:v1.2.3\`<br>\`ghcr.io/acme/gateway:1.2\` | \`sha256:1a2b\` | linux/amd64 12.3 MB<br>linux/arm64 1.0 kB |
    | \`router\` | built | \`router:pr-7\` |  |  |

    > \`web\` failed, SLUICE_X: \`web/Dockerfile:3: no such stage\`"
  `);
  expect(renderImageSummary([], [], new Map())).toContain("Nothing was built.");
});
