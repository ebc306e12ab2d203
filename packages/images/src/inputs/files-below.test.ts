import { expect, test } from "vitest";
import { filesBelow } from "./files-below.ts";

const files = ["a.txt", "b/x", "a/z", "a/b/c", "a-b/x", "a0", "../up", "aa/x"];

test("what lies in a folder, however deep, and nothing whose name only begins like it", () => {
  expect(filesBelow(files, "a")).toEqual(["a/b/c", "a/z"]);
  expect(filesBelow(files, "b")).toEqual(["b/x"]);
  expect(filesBelow(files, "c")).toEqual([]);
  expect(filesBelow(files, "..")).toEqual(["../up"]);
});

test("everything inside of the root", () => {
  expect(filesBelow(files, ".")).toEqual(files.filter((file) => file !== "../up"));
});
