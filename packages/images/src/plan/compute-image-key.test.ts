import { describe, expect, it } from "vitest";
import type { Image } from "../discovery/image.ts";
import { computeImageKey, keyTag } from "./compute-image-key.ts";
import { makeImage } from "./make-image.fixture.ts";

const image = makeImage("api", { inputs: ["Dockerfile", "a"], bases: ["node:24"], buildArgs: { A: "1" } });
const files = new Map<string, string | null>([
  ["Dockerfile", "d"],
  ["a", "1"],
]);
const bases = new Map<string, string | null>([["node:24", "sha256:x"]]);
const keyOf = (more: Partial<Image> = {}) => computeImageKey({ ...image, ...more }, { files, bases });

describe("computeImageKey", () => {
  it("is 64 hex digits, and its image tag starts with 16 of them", () => {
    expect(keyOf()).toMatch(/^[0-9a-f]{64}$/);
    expect(keyTag("0123456789abcdef".repeat(4))).toBe("key-0123456789abcdef");
  });

  it.each([
    ["an input's content", computeImageKey(image, { files: new Map([...files, ["a", "2"]]), bases })],
    ["a base's digest", computeImageKey(image, { files, bases: new Map([["node:24", "sha256:y"]]) })],
    ["an argument", keyOf({ buildArgs: { A: "2" } })],
    ["the target stage", keyOf({ targetStage: "x" })],
    ["the platforms", keyOf({ platforms: ["linux/amd64"] })],
    ["the context", keyOf({ context: "." })],
    ["fewer inputs", keyOf({ inputs: ["Dockerfile"] })],
    ["a named folder", keyOf({ buildContexts: { ui: "libs/ui" } })],
  ])("differs with %s", (_, key) => {
    expect(key).not.toBeNull();
    expect(key).not.toBe(keyOf());
  });

  it("is the same in another order, and wherever the base was looked up", () => {
    expect(keyOf({ platforms: ["linux/arm64", "linux/amd64"] })).toBe(keyOf());
    expect(keyOf({ buildContexts: { "node:24": "docker-image://127.0.0.1:5000/node:24" } })).toBe(keyOf());
  });

  it.each([
    ["a file that is not there", { inputs: ["none"] }],
    ["a base that could not be looked up", { bases: ["none:1"] }],
    ["a source that git does not know", { missing: ["dist"] }],
    ["something that ADD fetches", { remotes: ["https://x.test/a"] }],
    ["a broken Dockerfile", { problem: { code: "SLUICE_BROKEN_DOCKERFILE" as const, message: "" } }],
  ])("is not known with %s", (_, more) => {
    expect(keyOf(more)).toBeNull();
  });
});
