import { expect, test } from "vitest";
import { compareManifests } from "./compare-manifests.ts";

const path = "packages/app/package.json";

function compare(before: object, really: object, replayed: object) {
  const [a, b, c] = [before, really, replayed].map((manifest) => new Map([[path, JSON.stringify(manifest)]]));
  return compareManifests({ before: a ?? new Map(), really: b ?? new Map(), replayed: c ?? new Map() });
}

test("versions and ranges are compared", () => {
  const before = { version: "1.0.0", dependencies: { lib: "^1.0.0", zod: "^4.0.0" } };
  const really = { version: "1.1.0", dependencies: { lib: "^1.1.0", zod: "^4.0.0" } };
  expect(compare(before, really, really)).toEqual([]);
  expect(compare(before, really, before)).toEqual([
    { place: path, field: "version", really: "1.1.0", replayed: "1.0.0" },
    { place: path, field: "dependencies.lib", really: "^1.1.0", replayed: "^1.0.0" },
  ]);
});

test("what the release commit did besides is no difference", () => {
  const before = { version: "1.0.0", dependencies: { gone: "^1.0.0" } };
  expect(compare(before, { version: "1.1.0", dependencies: { come: "^1.0.0" } }, { ...before, version: "1.1.0" })).toEqual([]);
});
