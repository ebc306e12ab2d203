import { expect, test } from "vitest";
import { isImageTag, toImageTag } from "./image-tag.ts";

test.each([
  ["main", "main"],
  ["feature/x", "feature-x"],
  ["a  b//c", "a-b-c"],
  ["_under.1", "_under.1"],
  ["x".repeat(128), "x".repeat(128)],
])("%s becomes %s", (text, tag) => {
  expect(toImageTag(text)).toBe(tag);
});

test("a tag that is too long is cut and told apart by a hash", () => {
  const tags = [toImageTag(`${"x".repeat(200)}a`), toImageTag(`${"x".repeat(200)}b`)];
  expect(tags[0]).toHaveLength(128);
  expect(tags[0]).not.toBe(tags[1]);
});

test.each(["", "-", ".", "功能", "-x", "..x"])("'%s' still gives a valid tag", (text) => {
  expect(toImageTag(text)).toSatisfy(isImageTag);
});

test("any text gives a valid tag, and always the same", () => {
  const parts = ["", "a", "-", ".", "_", "/", "功", "x".repeat(127)];
  for (const first of parts) {
    for (const second of parts) {
      for (const third of parts) {
        const text = `${first}${second}${third}`;
        expect(toImageTag(text)).toSatisfy(isImageTag);
        expect(toImageTag(text)).toBe(toImageTag(text));
      }
    }
  }
});
