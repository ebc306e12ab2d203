import { expect, test } from "vitest";
import { renderRollbackPlan } from "./release-rollback.ts";

test("a rollback says what it moves and why, and when there is nothing to move", () => {
  const step = {
    kind: "image",
    action: "move",
    reference: "r/ui:1",
    from: "r/ui:v1.2.0",
    digest: "sha256:a",
    reason: "is ui@1.3.0",
  } as const;
  const plan = { schemaVersion: 1, from: "ui@1.3.0", to: "ui@1.2.0" } as const;
  expect(renderRollbackPlan({ ...plan, steps: [step], warnings: [] }, { dryRun: true })).toBe(
    "Would take back ui@1.3.0, to ui@1.2.0\n  move  image  r/ui:1  is ui@1.3.0",
  );
  expect(renderRollbackPlan({ ...plan, steps: [], warnings: [] }, { dryRun: false })).toMatch(/^Nothing to do/);
  const warnings = [{ code: "SLUICE_ROLLBACK_BY_HAND", message: "Yank it." } as const];
  expect(renderRollbackPlan({ ...plan, steps: [], warnings }, { dryRun: false })).toMatch(/\nwarning SLUICE_ROLLBACK_BY_HAND: Yank it\.$/);
});
