import { describe, expect, it } from "vitest";
import { renderCache } from "./render-cache.ts";

const to = "mode=max,ignore-error=true";
const image = { name: "api", platforms: ["linux/arm64"], tags: ["r.test/shop/api:main"] };

describe("renderCache", () => {
  it("gives each image and platform a scope of its own", () => {
    expect(renderCache(image, { kind: "gha" })).toEqual({
      "cache-from": ["type=gha,scope=api-linux-arm64"],
      "cache-to": [`type=gha,scope=api-linux-arm64,${to}`],
    });
  });

  it("reads what runners for one platform wrote, where one builder builds several", () => {
    expect(renderCache({ ...image, platforms: ["linux/amd64", "linux/arm/v7"] }, { kind: "local", folder: "/c" })).toEqual({
      "cache-from": [
        "type=local,src=/c/api-linux-amd64-linux-arm-v7",
        "type=local,src=/c/api-linux-amd64",
        "type=local,src=/c/api-linux-arm-v7",
      ],
      "cache-to": [`type=local,dest=/c/.new/api-linux-amd64-linux-arm-v7,${to}`],
    });
  });

  it("keeps a registry's cache beside the image, a variant's apart, and only reads it where nothing may be pushed", () => {
    const reference = "r.test/shop/api:cache-linux-arm64";
    expect(renderCache(image, { kind: "registry", writes: true })).toEqual({
      "cache-from": [`type=registry,ref=${reference}`],
      "cache-to": [`type=registry,ref=${reference},image-manifest=true,oci-mediatypes=true,${to}`],
    });
    expect(renderCache({ ...image, name: "api-cuda" }, { kind: "registry", writes: false })).toEqual({
      "cache-from": ["type=registry,ref=r.test/shop/api:cache-api-cuda-linux-arm64"],
      "cache-to": [],
    });
    expect(renderCache({ ...image, tags: [] }, { kind: "registry", writes: true })).toEqual({ "cache-from": [], "cache-to": [] });
  });
});
