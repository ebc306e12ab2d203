import { setTimeout } from "node:timers/promises";
import { isSluiceError, SluiceError } from "@sluice/core";
import type { PublishStep } from "./assemble-publish-plan.ts";
import type { PublishRun } from "./publish-run.ts";

/** How some steps are made, and how one sees that they are. */
interface Act<Step extends PublishStep> {
  act: () => Promise<void>;
  /** Called once before each round of looking. */
  beforeLook?: () => Promise<void>;
  isDone: (step: Step) => Promise<boolean>;
}

/**
 * Acts and looks again. An act that failed counts as done when the world shows what it should have made: a registry may
 * accept and then answer with an error.
 */
export async function actAndLook<Step extends PublishStep>(run: PublishRun, steps: readonly Step[], how: Act<Step>): Promise<void> {
  for (const step of steps) run.onEvent({ kind: "started", step });
  const failure = await how.act().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const delays = failure === null ? run.confirmDelays : run.confirmDelays.slice(0, 1);
  const missing = await lookUntilDone(steps, how, delays).catch((error: unknown) => {
    throw stepFailed(run, steps, failure?.error ?? error);
  });
  for (const step of steps) {
    if (missing.includes(step)) continue;
    const isLeft = run.left.has(step.reference);
    if (!isLeft) run.result.published.push({ kind: step.kind, package: step.package, reference: step.reference });
    run.onEvent({ kind: isLeft ? "left" : "done", step });
  }
  if (missing.length === 0) return;
  throw stepFailed(run, missing, failure?.error ?? new Error("it was made without an error, and is not to be seen"));
}

async function lookUntilDone<Step extends PublishStep>(
  steps: readonly Step[],
  how: Act<Step>,
  delays: readonly number[],
): Promise<readonly Step[]> {
  let missing: readonly Step[] = steps;
  for (const delay of delays) {
    if (delay > 0) await setTimeout(delay);
    await how.beforeLook?.();
    missing = await findMissing(missing, how.isDone);
    if (missing.length === 0) break;
  }
  return missing;
}

/** The steps that are not done, in their order. */
export async function findMissing<Step>(steps: readonly Step[], isDone: (step: Step) => Promise<boolean>): Promise<Step[]> {
  const missing: Step[] = [];
  for (const step of steps) {
    if (!(await isDone(step))) missing.push(step);
  }
  return missing;
}

/** The error of a publish that stops here: what failed, what was made before, and what is still missing. */
export function stepFailed(run: PublishRun, failed: readonly PublishStep[], cause: unknown): SluiceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  for (const step of failed) run.onEvent({ kind: "failed", step, message: reason });
  const code = isSluiceError(cause) ? ` (${cause.code})` : "";
  const done = run.result.published.map(({ kind, reference }) => `${kind} ${reference}`);
  const left = run.plan.steps.map(({ kind, reference }) => `${kind} ${reference}`).filter((entry) => !done.includes(entry));
  const what = failed.map(({ kind, reference }) => `${kind} ${reference}`).join(", ");
  const hint = isSluiceError(cause) && cause.hint !== undefined ? `${cause.hint}\n` : "";
  return new SluiceError(
    "SLUICE_PUBLISH_FAILED",
    `Could not publish ${what}: ${reason}${code}\nPublished by this run: ${done.join(", ") || "nothing"}\nStill missing: ${left.join(", ")}`,
    { cause, hint: `${hint}Run the same command again: it goes on with what is missing.` },
  );
}
