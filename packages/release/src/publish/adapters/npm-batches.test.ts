import { expect, test } from "vitest";
import { assembleNpmBatches } from "./npm-batches.ts";

function place(root: string, distTag = "latest", registry = "https://a/") {
  return { target: { name: root, version: "1.0.0", root, distTag, access: "public", registry: null } as const, registry };
}

test("neighbours that npm can publish together are one batch, in their order", () => {
  const placed = [
    place("packages/b"),
    place("packages/a"),
    place("packages/next", "next"),
    place("packages/c"),
    place("packages/far", "latest", "https://b/"),
    place("tools/x"),
    place("packages/skipped"),
    place("."),
  ];
  const batches = assembleNpmBatches(placed, ["./packages/*/", "!packages/skipped"]);
  expect(batches.map(({ areWorkspaces, targets }) => [areWorkspaces, ...targets.map(({ root }) => root)])).toEqual([
    [true, "packages/b", "packages/a"],
    [true, "packages/next"],
    [true, "packages/c"],
    [true, "packages/far"],
    [false, "tools/x"],
    [false, "packages/skipped"],
    [false, "."],
  ]);
});
