import { expect, test } from "vitest";
import type { OptionDefinition } from "./command.ts";
import { readOptions } from "./read-options.ts";

const definitions: OptionDefinition[] = [
  { flags: "-b, --base <revision>", description: "" },
  { flags: "--build-arg <pair>", description: "", repeatable: true },
  { flags: "--no-push", description: "" },
  { flags: "--dry-run", description: "" },
];

test("each kind is read by its camel-cased name", () => {
  const options = readOptions(definitions, { base: "main", buildArg: ["A=1", "B=2"], push: false, dryRun: true });
  expect(options.text("base")).toBe("main");
  expect(options.list("buildArg")).toEqual(["A=1", "B=2"]);
  expect(options.flag("push")).toBe(false);
  expect(options.flag("dryRun")).toBe(true);
});

test("what was not given is undefined, empty or false", () => {
  const options = readOptions(definitions, {});
  expect(options.text("base")).toBeUndefined();
  expect(options.list("buildArg")).toEqual([]);
  expect(options.flag("dryRun")).toBe(false);
});

test("a command that reads an option it does not declare is told so", () => {
  expect(() => readOptions(definitions, {}).text("head")).toThrow('reads the option "head" but does not declare it');
});
