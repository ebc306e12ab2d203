import type { AffectedResult } from "@sluice/affected";
import { expect, test } from "vitest";
import { mistypedTargets } from "./mistyped-targets.ts";

const result = { projects: [{ targets: ["lint", "test"] }, { targets: ["build", "test"] }] } as unknown as AffectedResult;

test("only what is near a target there is counts as mistyped", () => {
  expect(mistypedTargets(result, ["test", "deploy"])).toEqual([]);
  expect(mistypedTargets(result, ["tset"])).toEqual([
    { code: "SLUICE_UNKNOWN_TARGET", message: 'No affected project has a target "tset"; did you mean "test"?' },
  ]);
});
