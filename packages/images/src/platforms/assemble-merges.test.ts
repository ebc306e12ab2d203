import { describe, expect, it } from "vitest";
import { assembleMerges } from "./assemble-merges.ts";
import { parsePlatformBuilds, type PlatformShare } from "./parse-platform-builds.ts";

const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;

function share(name: string, platform: string, more: Partial<PlatformShare> = {}): PlatformShare {
  return {
    name,
    project: name,
    repository: `r.test/shop/${name}`,
    digest: digestOf(platform === "linux/amd64" ? "a" : "b"),
    platforms: [platform],
    allPlatforms: ["linux/amd64", "linux/arm64"],
    tags: [`r.test/shop/${name}:v1`],
    moving: [],
    key: "k",
    keyReference: `r.test/shop/${name}:key-k`,
    annotations: { "index:a": "1", "manifest:b": "2" },
    ...more,
  };
}

describe("assembleMerges", () => {
  it("makes one image of all shares, its platforms in their order whoever came first", () => {
    const merges = assembleMerges([
      share("web", "linux/arm64"),
      share("web", "linux/amd64"),
      share("api", "linux/amd64"),
      share("api", "linux/arm64"),
    ]);
    expect(merges.map(({ name }) => name)).toEqual(["api", "web"]);
    expect(merges[1]).toMatchObject({
      sources: [digestOf("a"), digestOf("b")],
      platforms: ["linux/amd64", "linux/arm64"],
      annotations: { a: "1" },
    });
  });

  it("takes a digest of several platforms once, and none where the registry held the image", () => {
    expect(assembleMerges([share("web", "linux/amd64", { platforms: ["linux/amd64", "linux/arm64"] })])[0]?.sources).toEqual([
      digestOf("a"),
    ]);
    expect(
      assembleMerges([share("web", "linux/amd64", { digest: null }), share("web", "linux/arm64", { digest: null })])[0]?.sources,
    ).toEqual([]);
  });

  it("leaves out what a runner could not build", () => {
    const shares = [share("web", "linux/amd64"), share("web", "linux/arm64"), share("api", "linux/amd64")];
    expect(assembleMerges(shares, new Set(["api"])).map(({ name }) => name)).toEqual(["web"]);
  });

  it("refuses shares of different content or for other tags, and names what nobody has built", () => {
    const other = [share("web", "linux/amd64"), share("web", "linux/arm64", { key: "other" }), share("api", "linux/amd64")];
    expect(() => assembleMerges(other)).toThrow(
      expect.objectContaining({ code: "SLUICE_MERGE_MISMATCH", message: expect.stringMatching(/^web: /) }),
    );
    expect(() => assembleMerges([share("web", "linux/amd64", { tags: [] }), share("web", "linux/arm64")])).toThrow(
      expect.objectContaining({ code: "SLUICE_MERGE_MISMATCH" }),
    );
    expect(() => assembleMerges([share("web", "linux/amd64"), share("api", "linux/arm64")])).toThrow(
      expect.objectContaining({
        code: "SLUICE_PLATFORM_MISSING",
        message: "No runner has built web for linux/arm64; api for linux/amd64",
      }),
    );
  });
});

describe("parsePlatformBuilds", () => {
  it("reads what a runner wrote", () => {
    const failure = { name: "api", problem: { code: "SLUICE_IMAGE_BUILD_FAILED", message: "x" } };
    const text = JSON.stringify({ schemaVersion: 1, images: [{ ...share("web", "linux/amd64"), reasons: [] }], failures: [failure] });
    expect(parsePlatformBuilds(text, "a.json")).toEqual({ images: [share("web", "linux/amd64")], failures: [failure] });
  });

  it.each([
    "",
    "{}",
    '{"schemaVersion":2,"images":[],"failures":[]}',
    '{"schemaVersion":1,"images":[]}',
    JSON.stringify({ schemaVersion: 1, images: [{ ...share("web", "x"), digest: "sha256:1" }], failures: [] }),
  ])("refuses %j with the file's name", (text) => {
    expect(() => parsePlatformBuilds(text, "a.json")).toThrow(
      expect.objectContaining({ code: "SLUICE_BAD_PLATFORM_RESULT", message: expect.stringMatching(/^a\.json: /) }),
    );
  });
});
