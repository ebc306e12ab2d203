import { expect, it } from "vitest";
import { parseBakeDigests } from "./parse-bake-digests.ts";

it("reads the digests of a bake by image name", () => {
  const text = JSON.stringify({ api_v2: { "containerimage.digest": "sha256:1" }, base: {} });
  expect([
    ...parseBakeDigests(
      text,
      new Map([
        ["api.v2", "api_v2"],
        ["base", "base"],
        ["none", "none"],
      ]),
    ),
  ]).toEqual([["api.v2", "sha256:1"]]);
});
