import { describe, expect, test } from "vitest";
import { parseArg, parseEnv } from "./parse-variables.ts";

const dockerfile = { path: "Dockerfile", escape: "\\", globalArgs: [], stages: [] };
const instruction = (text: string) => ({ keyword: "ENV", flags: [], text, json: null, line: 3 });

test("ARG declares names with and without a default", () => {
  expect(parseArg(instruction('A B= C="x y=z"'), dockerfile)).toEqual([
    { name: "A", value: null },
    { name: "B", value: "" },
    { name: "C", value: '"x y=z"' },
  ]);
});

describe("ENV", () => {
  test.each([
    [
      "A=1 B='2 3'",
      [
        { name: "A", value: "1" },
        { name: "B", value: "'2 3'" },
      ],
    ],
    ["A one value of words", [{ name: "A", value: "one value of words" }]],
  ])("%s", (text, pairs) => {
    expect(parseEnv(instruction(text), dockerfile)).toEqual(pairs);
  });

  test.each([
    ["A", "Dockerfile:3: ENV must have two arguments"],
    ["A=1 B", "Dockerfile:3: ENV must be of the form name=value, and B has no ="],
  ])("%s is refused", (text, message) => {
    expect(() => parseEnv(instruction(text), dockerfile)).toThrow(message);
  });
});
