import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { assembleImage, assembleIndex } from "./base-images/oci-image.ts";

const layer = {
  descriptor: { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: "sha256:11", size: 3 },
  diffId: "sha256:22",
};

test("the manifest names its configuration and its layer by the hash of their bytes", () => {
  const { config, manifest } = assembleImage({ architecture: "arm64", layer, env: ["A=1"], command: ["sh"] });
  expect(JSON.parse(config.text)).toEqual({
    architecture: "arm64",
    os: "linux",
    config: { Env: ["A=1"], Cmd: ["sh"] },
    rootfs: { type: "layers", diff_ids: ["sha256:22"] },
  });
  const hash = createHash("sha256").update(config.text).digest("hex");
  expect(JSON.parse(manifest.text)).toMatchObject({
    config: { digest: `sha256:${hash}`, size: config.text.length },
    layers: [layer.descriptor],
  });
});

test("the index names a manifest for each platform", () => {
  const manifests = (["amd64", "arm64"] as const).map(
    (architecture) => assembleImage({ architecture, layer, env: [], command: [] }).manifest.descriptor,
  );
  const index = JSON.parse(assembleIndex(manifests).text) as { manifests: unknown[] };
  expect(index.manifests).toEqual([
    expect.objectContaining({ platform: { os: "linux", architecture: "amd64" } }),
    expect.objectContaining({ platform: { os: "linux", architecture: "arm64" } }),
  ]);
});
