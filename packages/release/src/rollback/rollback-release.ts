import { SluiceError } from "@sluice/core";
import type { DesiredRelease } from "../publish/desired-release.ts";
import { readObservedWorld } from "../publish/observed-world.ts";
import type { PackageToPublish, PublishPorts } from "../publish/publish-ports.ts";
import { assembleRollbackPlan, type RollbackPlan, type RollbackStep } from "./assemble-rollback-plan.ts";

/** What is taken back, and how. */
export interface RollbackOptions {
  bad: DesiredRelease;
  previous: DesiredRelease;
  ports: PublishPorts;
  reason: string;
}

/** What happens during a rollback, as it happens. */
export type RollbackEvent = { kind: "started" | "done" | "failed"; step: RollbackStep; message?: string };

/** Looks at the world and says what taking the release back would do; changes nothing. */
export async function readRollbackPlan({ bad, previous, ports, reason }: RollbackOptions): Promise<RollbackPlan> {
  const observed = await readObservedWorld([bad, previous], ports);
  const latest = ports.github === null ? null : await ports.github.latest();
  const manualYank = (target: PackageToPublish): string | null => {
    const index = ports.indexes[target.kind];
    return index === undefined || index.yank !== null ? null : index.manualYank(target);
  };
  return assembleRollbackPlan({ bad, previous, observed, latest, reason, manualYank });
}

/**
 * Takes a release back, under the publish lock, and gives what it did. Running it again does what is left of it, and nothing
 * when nothing is.
 *
 * @throws SLUICE_PUBLISH_LOCKED when a publish is running
 * @throws SLUICE_ROLLBACK_FAILED with the step that failed and what is left
 */
export async function rollbackRelease(options: RollbackOptions & { onEvent?: (event: RollbackEvent) => void }): Promise<RollbackPlan> {
  const { ports, onEvent = () => {} } = options;
  const unlock = await ports.lock?.acquire();
  try {
    const plan = await readRollbackPlan(options);
    for (const [index, step] of plan.steps.entries()) {
      onEvent({ kind: "started", step });
      try {
        await apply(step, ports);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        onEvent({ kind: "failed", step, message });
        throw failed(plan.steps.slice(index), message, error);
      }
      onEvent({ kind: "done", step });
    }
    return plan;
  } finally {
    await unlock?.();
  }
}

async function apply(step: RollbackStep, { images, npm, indexes, github }: PublishPorts): Promise<void> {
  switch (step.action) {
    case "move":
      return images.moveBack({ from: step.from, digest: step.digest, reference: step.reference });
    case "move-dist-tag":
      return npm.setDistTag(step.target, step.distTag);
    case "deprecate":
      return npm.deprecate(step.target, step.message);
    case "yank":
      return indexes[step.kind]?.yank?.(step.target);
    case "note":
      return github?.setBody(step.id, step.body);
    case "make-latest":
      return github?.makeLatest(step.id);
  }
}

function failed(left: readonly RollbackStep[], message: string, cause: unknown): SluiceError {
  const [first] = left;
  const rest = left.map(({ action, kind, reference }) => `${action} ${kind} ${reference}`).join(", ");
  return new SluiceError("SLUICE_ROLLBACK_FAILED", `Could not ${first?.action} ${first?.reference}: ${message}\nStill to do: ${rest}`, {
    cause,
    hint: "Run the same command again: it goes on with what is left.",
  });
}
