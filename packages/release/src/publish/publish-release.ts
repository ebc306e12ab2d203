import type { Warning } from "@sluice/core";
import { applyPublishPlan } from "./apply-publish-plan.ts";
import { assemblePublishPlan, type PublishPlan } from "./assemble-publish-plan.ts";
import { checkPublish } from "./check-publish.ts";
import type { DesiredRelease } from "./desired-release.ts";
import { readObservedWorld } from "./observed-world.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { PublishEvent, PublishResult } from "./publish-run.ts";
import { readDifferences } from "./read-differences.ts";

/** Looks at the world and says what is missing; changes nothing. */
export async function readPublishPlan(desired: readonly DesiredRelease[], ports: PublishPorts): Promise<PublishPlan> {
  const observed = await readObservedWorld(desired, ports);
  return assemblePublishPlan(withGitHub(desired, ports), observed, await readDifferences(desired, observed, ports));
}

/**
 * Makes what is missing of the desired releases, under the lock of `ports`: looks, acts, looks again, artefact by artefact. Nothing is written when
 * something forbids the publish, and nothing when nothing is missing. Running it again after a failure, or after the
 * process was killed, goes on where it stopped: what is there is never made twice.
 *
 * @param confirmDelays milliseconds to wait before each look after an act; a registry may show a new version late
 * @throws SLUICE_PUBLISH_LOCKED when another publish is running
 * @throws SLUICE_TAG_EXISTS and the other problems of `checkPublish`, before anything is done
 * @throws SLUICE_PUBLISH_FAILED when a step failed: says which, what was done before it, and what is still to do
 */
export async function publishRelease(options: {
  desired: readonly DesiredRelease[];
  ports: PublishPorts;
  onEvent?: (event: PublishEvent) => void;
  confirmDelays?: readonly number[];
}): Promise<PublishResult> {
  const { desired, ports, onEvent = () => {}, confirmDelays = [0, 500, 2_000, 5_000] } = options;
  const first = await readPublishPlan(desired, ports);
  if (first.steps.length > 0) await checkPublish(first, ports);
  // A run that was killed when all was done has left nothing but its lock, which would keep others out.
  if (first.steps.length === 0) await ports.lock?.clearLeftOver();
  const unlock = first.steps.length === 0 ? undefined : await ports.lock?.acquire();
  const run = async (): Promise<PublishResult> => {
    // What another publish did before this one had the lock is not done again.
    const plan = unlock === undefined ? first : await readPublishPlan(desired, ports);
    if (plan.problems.length > 0 && plan.steps.length > 0) await checkPublish(plan, ports);
    onEvent({ kind: "planned", plan });
    const result: PublishResult = { present: plan.present, published: [], warnings: [...plan.warnings] };
    await applyPublishPlan({ plan, desired, ports, result, onEvent, confirmDelays, left: new Set() });
    return result;
  };
  // What the publish itself comes to is not hidden by a lock that cannot be given back.
  const giveBack = async (): Promise<Warning[]> => {
    const failure = await unlock?.().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return failure === undefined ? [] : [lockLeft(failure)];
  };
  const result = await run().catch(async (error: unknown) => {
    await giveBack();
    throw error;
  });
  return { ...result, warnings: [...result.warnings, ...(await giveBack())] };
}

function lockLeft(reason: string): Warning {
  return {
    code: "SLUICE_LOCK_LEFT",
    message: `The lock on publishing could not be given back: ${reason}. The next publish of this machine takes it; elsewhere --break-lock does.`,
  };
}

/** Without GitHub there are no releases to make. */
function withGitHub(desired: readonly DesiredRelease[], ports: PublishPorts): readonly DesiredRelease[] {
  return ports.github === null ? desired.map((release) => ({ ...release, github: null })) : desired;
}
