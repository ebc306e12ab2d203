import { expect, test } from "vitest";
import type { PlannedPackage } from "../model/release-plan.ts";
import { checkLine, lineOfBranch } from "./check-line.ts";

function makeMove(name: string, oldVersion: string, newVersion: string): PlannedPackage {
  const rest = { bump: "minor", private: false, causes: [], changelog: "", gitTag: `${name}@${newVersion}` } as const;
  return { name, root: name, ecosystem: "npm", oldVersion, newVersion, ...rest, causes: [] };
}

test.each([
  ["1.x", "1.x"],
  ["v1.2.x", "1.2.x"],
  ["support/2.x", "2.x"],
  ["main", null],
  ["feature-1.x", null],
  ["1.2.3", null],
])("the line of %s is %s", (branch, line) => {
  expect(lineOfBranch(branch)).toBe(line);
});

test("what is in a line stays in it, and what is not is no business of it", () => {
  expect(() => checkLine([makeMove("ui", "1.2.3", "1.3.0"), makeMove("cli", "3.0.0", "4.0.0")], "1.x")).not.toThrow();
  expect(() => checkLine([makeMove("ui", "1.2.3", "1.3.0"), makeMove("api", "1.2.0", "1.2.1")], "1.2.x")).toThrow(
    expect.objectContaining({ code: "SLUICE_LEAVES_LINE", message: expect.stringMatching(/: ui 1\.2\.3 → 1\.3\.0$/) }),
  );
});
