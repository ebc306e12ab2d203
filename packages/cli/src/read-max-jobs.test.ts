import { expect, test } from "vitest";
import { affectedOptions } from "./affected-options.ts";
import { parseOptions } from "./parse-options.ts";
import { readMaxJobs } from "./read-max-jobs.ts";

test.each([
  { args: [], max: null },
  { args: ["--format", "matrix"], max: null },
  { args: ["--format", "matrix", "--max", "20"], max: 20 },
  { args: ["--format", "github", "--max", "1"], max: 1 },
])("$args: $max", ({ args, max }) => {
  expect(read(args)).toBe(max);
});

test.each([
  { args: ["--max", "20"], message: "none is asked for" },
  { args: ["--max", "20", "--format", "names"], message: "none is asked for" },
  { args: ["--max", "20", "--format", "matrix", "--json"], message: "none is asked for" },
  { args: ["--max", "20", "--format", "matrix", "--why", "gateway"], message: "none is asked for" },
  { args: ["--max", "0", "--format", "matrix"], message: '--max "0" is no number of jobs' },
  { args: ["--max", "many"], message: '--max "many" is no number of jobs' },
])("$args is refused", ({ args, message }) => {
  expect(() => read(args)).toThrow(message);
});

function read(args: readonly string[]): number | null {
  const options = parseOptions(affectedOptions, [...args]);
  if (options === null) throw new Error("no options");
  return readMaxJobs(options);
}
