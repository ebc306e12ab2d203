import { expect, test } from "vitest";
import { compareGoWorkspaces } from "./compare-go-workspaces.ts";

const use = (requests: Record<string, string[]>) => ({ path: "go.work", kind: "go.work", projects: Object.keys(requests), requests });

function compare(before: Record<string, string[]>, after: Record<string, string[]>) {
  return Object.fromEntries(compareGoWorkspaces(use(before), use(after)));
}

test("a requirement that raises the selected version concerns every module that requires it, and no other", () => {
  const others = { b: ["x@v1.2.0", "y@v1.0.0"], c: ["y@v1.0.0"] };
  expect(compare({ a: ["x@v1.2.0"], ...others }, { a: ["x@v1.10.0"], ...others })).toEqual({ a: ["go:x"], b: ["go:x"] });
  expect(compare({ a: ["x@v1.1.0"], ...others }, { a: ["x@v1.2.0"], ...others })).toEqual({});
});

test("a replacement counts for every module of the workspace that requires what it replaces", () => {
  const before = { a: ["x@v1.0.0", "x@=> fork v1.0.0"], b: ["x@v1.0.0", "x@=> fork v1.0.0"], c: ["y@v1.0.0"] };
  const after = { a: ["x@v1.0.0", "x@=> fork v1.0.1"], b: ["x@v1.0.0", "x@=> fork v1.0.1"], c: ["y@v1.0.0"] };
  expect(compare(before, after)).toEqual({ a: ["go:x"], b: ["go:x"] });
  expect(compare({ a: ["x@v1.0.0"], c: [] }, { a: ["x@v1.0.0", "x@=> fork v1.0.0"], c: [] })).toEqual({ a: ["go:x"] });
});

test("prereleases and pseudo-versions come before the version", () => {
  const other = { b: ["x@v1.0.0"] };
  expect(compare({ a: ["x@v1.0.0-rc.1"], ...other }, { a: ["x@v1.0.0-0.20200101000000-abc"], ...other })).toEqual({});
  expect(compare({ a: ["x@v1.0.0-rc.2"] }, { a: ["x@v1.0.0-rc.10"] })).toEqual({ a: ["go:x"] });
});

test("a module that joins or leaves", () => {
  expect(compare({ a: ["x@v1.0.0"], b: [] }, { b: [], c: ["x@v1.0.0"] })).toEqual({ a: [], c: [] });
  expect(compare({ a: ["x@v1.0.0"] }, { a: ["x@v1.0.0"], c: ["x@v1.1.0"] })).toEqual({ a: ["go:x"], c: ["go:x"] });
});
