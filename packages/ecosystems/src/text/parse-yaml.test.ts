import { expect, test } from "vitest";
import { parseYaml, parseYamlDocuments } from "./parse-yaml.ts";

test("an empty text is null, several documents are an error unless they are asked for", () => {
  expect(parseYaml("")).toBe(null);
  expect(parseYaml("# nothing\n")).toBe(null);
  expect(parseYaml("---\na: 1\n")).toEqual({ a: 1 });
  expect(() => parseYaml("a: 1\n---\nb: 2\n")).toThrow("More than one");
  expect(parseYamlDocuments("---\na: 1\n---\nb: 2\n")).toEqual([{ a: 1 }, { b: 2 }]);
});

test("what a mapping merges is its own", () => {
  const text = "x-api: &api\n  build: ./api\nservices:\n  one: { <<: *api }\n  two: { <<: [*api], build: ./two }\n";
  expect(parseYaml(text)).toMatchObject({ services: { one: { build: "./api" }, two: { build: "./two" } } });
});

test("the value under a tag of its own is read, on what it stands", () => {
  expect(parseYaml("a: !reset null\nb: !override [x]\nc: !custom { d: 1 }\ne: !Sub text\nf: !!str 1\n")).toEqual({
    a: "null",
    b: ["x"],
    c: { d: 1 },
    e: "text",
    f: "1",
  });
});

test("dates, yes and no, and versions stay texts, as in YAML 1.2", () => {
  expect(parseYaml("a: 2020-01-02\nb: yes\nc: 1.2.3\nd: 'on'\n0o17: 1\n")).toEqual({
    a: "2020-01-02",
    b: "yes",
    c: "1.2.3",
    d: "on",
    "15": 1,
  });
});

test("names that every object has are keys like others", () => {
  expect(Object.entries(parseYaml("constructor: 1\n__proto__: 2\n") as object)).toEqual([
    ["constructor", 1],
    ["__proto__", 2],
  ]);
});

test("a key that stands twice is an error that knows its line", () => {
  expect(() => parseYaml("a: 1\nb: 2\na: 3\n")).toThrow(
    expect.objectContaining({ reason: "duplicated mapping key", mark: expect.objectContaining({ line: 2 }) }),
  );
});
