import type { RollbackPlan } from "@sluice/release";
import { renderTable } from "./release-plan.ts";

/** What a rollback did, or with `--dry-run` would do. */
export function renderRollbackPlan({ from, to, steps, warnings }: RollbackPlan, { dryRun }: { dryRun: boolean }): string {
  const lines = warnings.map(({ code, message }) => `warning ${code}: ${message}`);
  if (steps.length === 0) return [`Nothing to do: nothing stands for ${from} that could go back to ${to}.`, ...lines].join("\n");
  const rows = steps.map((step) => [step.action, step.kind, step.reference, step.reason]);
  return [`${dryRun ? "Would take" : "Took"} back ${from}, to ${to}`, ...renderTable(rows), ...lines].join("\n");
}
