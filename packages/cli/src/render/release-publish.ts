import type { PublishEvent, PublishPlan, PublishResult, PublishStep } from "@sluice/release";
import { count } from "./count.ts";
import { renderTable } from "./table.ts";

/** Said when nothing at all was selected. */
const nothingSelected = "Nothing to do: no package has a changelog entry for its version. `sluice release version` writes them.";

/** What a publish of these releases is going to do, for `--dry-run`. */
export function renderPublishPlan(
  plan: PublishPlan,
  releases: readonly string[],
  { width = null }: { width?: number | null } = {},
): string {
  if (releases.length === 0) return nothingSelected;
  const problems = plan.problems.map(({ code, message, hint }) => `problem ${code}: ${message}\n  hint: ${hint}`);
  if (plan.steps.length === 0) return "Nothing to do: everything is published.";
  const rows = plan.steps.map((step) => [verbOf(step), step.kind, step.reference, step.reason]);
  return ["To publish", ...renderTable(rows, width), ...problems].join("\n");
}

/** What a publish of these releases did. */
export function renderPublishResult(
  result: PublishResult,
  releases: readonly string[],
  run: { seconds: number; journal: string; width?: number | null },
): string {
  if (releases.length === 0) return nothingSelected;
  const present = result.present.length === 0 ? [] : [`${result.present.length} of its artifacts were there before.`];
  if (result.published.length === 0) return "Nothing to do: everything is published.";
  const rows = result.published.map(({ kind, reference }) => [kind, reference]);
  const done = `${count(result.published.length, "artifact")} of ${releases.join(", ")} in ${run.seconds.toFixed(1)} s.`;
  return ["Published", ...renderTable(rows, run.width), done, ...present, `Journal: ${run.journal}`].join("\n");
}

/** One line for each thing that happens during a publish; null for what needs no line. */
export function renderPublishEvent(event: PublishEvent): string | null {
  if (event.kind === "planned") return null;
  const { step } = event;
  if (event.kind === "started") return `${verbOf(step)} ${step.kind} ${step.reference} …`;
  return `${event.kind}: ${step.kind} ${step.reference}`;
}

/** An event as one line of the journal, and with `--json` of stderr. */
export function publishEventDocument(event: PublishEvent): { kind: string; [key: string]: unknown } {
  if (event.kind === "planned") {
    const { steps, present, warnings } = event.plan;
    return { kind: "planned", missing: steps.map(({ kind, reference }) => ({ kind, reference })), present, warnings };
  }
  const { kind, package: name, reference, action, reason } = event.step;
  const failure = event.kind === "failed" ? { message: event.message } : {};
  return { kind: event.kind, artifact: { kind, package: name, reference }, action, reason, ...failure };
}

/** The document of `sluice release publish --json`: every artifact, and what was done about it. */
export function publishDocument(releases: readonly string[], plan: PublishPlan, options: { dryRun: boolean }): object {
  const present = plan.present.map((artifact) => ({ artifact, action: "none", reason: "is there" }));
  const steps = plan.steps.map(({ kind, package: name, reference, action, reason }) => ({
    artifact: { kind, package: name, reference },
    action,
    reason,
  }));
  return {
    schemaVersion: 1,
    dryRun: options.dryRun,
    releases,
    steps: [...steps, ...present],
    ...(options.dryRun ? { problems: plan.problems } : {}),
    warnings: plan.warnings,
  };
}

function verbOf(step: PublishStep): string {
  return step.action === "publish-draft" ? "publish" : step.action;
}
