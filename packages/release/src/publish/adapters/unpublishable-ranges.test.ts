import { expect, test } from "vitest";
import { findUnpublishableRanges } from "./unpublishable-ranges.ts";

test.each(["workspace:*", "workspace:^1.0.0", "catalog:", "catalog:react18", "file:../lib", "link:../lib", "portal:../lib"])(
  "%s means nothing outside its workspace",
  (range) => {
    for (const field of ["dependencies", "optionalDependencies", "peerDependencies"])
      expect(findUnpublishableRanges({ [field]: { lib: range } })).toEqual([{ name: "lib", range }]);
    expect(findUnpublishableRanges({ devDependencies: { lib: range } })).toEqual([]);
  },
);

test.each(["^1.0.0", "*", "latest", "npm:other@^1", "github:acme/lib", "https://example.com/lib.tgz"])("%s can be installed", (range) => {
  expect(findUnpublishableRanges({ dependencies: { lib: range } })).toEqual([]);
});

test("what is bundled is in the package itself", () => {
  expect(findUnpublishableRanges({ dependencies: { lib: "file:../lib" }, bundleDependencies: ["lib"] })).toEqual([]);
  expect(findUnpublishableRanges({ dependencies: { lib: "file:../lib" }, bundledDependencies: true })).toEqual([]);
  expect(findUnpublishableRanges({ dependencies: { lib: "workspace:*" }, bundleDependencies: ["lib"] })).toHaveLength(1);
});
