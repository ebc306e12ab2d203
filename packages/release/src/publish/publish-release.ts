import { setTimeout } from "node:timers/promises";
import { SluiceError, isSluiceError } from "@sluice/core";
import type { Artifact } from "../model/release-plan.ts";
import { assembleReceiptAssets } from "./assemble-receipt.ts";
import { assemblePublishPlan, isIndexStep, type PublishPlan, type PublishStep } from "./assemble-publish-plan.ts";
import { checkPublish } from "./check-publish.ts";
import type { DesiredRelease } from "./desired-release.ts";
import { readObservedWorld } from "./observed-world.ts";
import { readDifferences } from "./read-differences.ts";
import { runInDependencyOrder } from "./run-in-dependency-order.ts";
import type { ImagesPort, ImageToBuild, PublishPorts, ReleaseAsset, TagsLeft } from "./publish-ports.ts";

type StepOf<Kind extends PublishStep["kind"], Action extends string> = Extract<PublishStep, { kind: Kind; action: Action }>;

/** What happens during a publish, as it happens. */
export type PublishEvent =
  | { kind: "started"; step: PublishStep }
  | { kind: "done"; step: PublishStep }
  /** A tag that a higher version has by now. */
  | { kind: "left"; step: PublishStep }
  | { kind: "failed"; step: PublishStep; message: string }
  | { kind: "planned"; plan: PublishPlan };

/** What a publish did. */
export interface PublishResult {
  /** What was there before. */
  present: Artifact[];
  /** What this run made; empty when there was nothing to do. */
  published: Artifact[];
  warnings: PublishPlan["warnings"];
}

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
  try {
    // What another publish did before this one had the lock is not done again.
    const plan = unlock === undefined ? first : await readPublishPlan(desired, ports);
    if (plan.problems.length > 0 && plan.steps.length > 0) await checkPublish(plan, ports);
    onEvent({ kind: "planned", plan });
    const result: PublishResult = { present: plan.present, published: [], warnings: [...plan.warnings] };
    await applyPublishPlan({ plan, desired, ports, result, onEvent, confirmDelays, left: new Set() });
    return result;
  } finally {
    await unlock?.();
  }
}

async function applyPublishPlan(run: Run): Promise<void> {
  await buildImages(run);
  await moveImages(run);
  await publishNpm(run);
  await publishPackages(run);
  await pushGitTags(run);
  await publishGitHubReleases(run);
}

interface Run {
  plan: PublishPlan;
  desired: readonly DesiredRelease[];
  ports: PublishPorts;
  result: PublishResult;
  onEvent: (event: PublishEvent) => void;
  confirmDelays: readonly number[];
  /** References that were left to a higher version. */
  left: Set<string>;
}

async function buildImages(run: Run): Promise<void> {
  const steps = stepsOf(run.plan, "image", "build");
  if (steps.length === 0) return;
  const { images } = run.ports;
  await act(run, steps, {
    act: async () => leave(run, await images.build(steps.map((step) => step.image))),
    isDone: (step) => isPublished(images, step.image, run.left),
  });
}

function leave({ left, result }: Run, tags: TagsLeft): void {
  for (const reference of tags.left) left.add(reference);
  result.warnings.push(...tags.warnings);
}

/** All references but those left to a higher version at one image with all platforms; one that moves may still be at the version before. */
async function isPublished(images: ImagesPort, { references, platforms }: ImageToBuild, left: ReadonlySet<string>): Promise<boolean> {
  const own = references.filter((reference) => !left.has(reference));
  const found = await Promise.all(own.map((reference) => images.look(reference)));
  const [main] = found;
  if (main === undefined || main === null || !platforms.every((platform) => main.platforms.includes(platform))) return false;
  return found.every((image) => image?.digest === main.digest);
}

async function moveImages(run: Run): Promise<void> {
  const { images } = run.ports;
  for (const step of stepsOf(run.plan, "image", "move")) {
    const digest = (await images.look(step.from))?.digest;
    if (digest === undefined) throw stepFailed(run, [step], new Error(`${step.from} is no longer in the registry`));
    await act(run, [step], {
      act: async () => leave(run, await images.move({ from: step.from, digest, reference: step.reference })),
      isDone: async () => run.left.has(step.reference) || (await images.look(step.reference))?.digest === digest,
    });
  }
}

async function publishNpm(run: Run): Promise<void> {
  const { npm } = run.ports;
  const steps = stepsOf(run.plan, "npm", "publish");
  if (steps.length === 0) return;
  await act(run, steps, {
    // npm gives up at the first that fails. What is there by then, whoever made it, is no reason to leave the others out.
    act: async () => {
      for (let left = steps; left.length > 0;) {
        const failure = await npm.publish(left.map((step) => step.npm)).then(
          () => null,
          (error: unknown) => ({ error }),
        );
        if (failure === null) return;
        const missing = await findMissing(left, async (step) => (await npm.look(step.npm)) !== null);
        if (missing.length === left.length) throw failure.error;
        left = missing;
      }
    },
    isDone: async (step) => (await npm.look(step.npm)) !== null,
  });
}

async function publishPackages(run: Run): Promise<void> {
  await runInDependencyOrder(run.plan.steps.filter(isIndexStep), async (step) => {
    const index = run.ports.indexes[step.kind];
    if (index === undefined) throw stepFailed(run, [step], new Error(`there is no index for ${step.kind}`));
    await act(run, [step], {
      act: () => index.publish(step.target),
      isDone: async () => (await index.look(step.target))?.missing.length === 0,
    });
  });
}

async function pushGitTags(run: Run): Promise<void> {
  const { git } = run.ports;
  const steps = [...stepsOf(run.plan, "git-tag", "create"), ...stepsOf(run.plan, "git-tag", "push")];
  if (steps.length === 0) return;
  let onRemote: ReadonlyMap<string, string> = new Map();
  await act(run, steps, {
    act: async () => {
      for (const step of steps) {
        if (step.action === "create") await git.createTag({ name: step.reference, commit: step.commit });
      }
      await git.pushTags(steps.map((step) => step.reference));
    },
    beforeLook: async () => {
      onRemote = await git.remoteTags();
    },
    isDone: async (step) => onRemote.get(step.reference) === step.commit,
  });
}

async function publishGitHubReleases(run: Run): Promise<void> {
  const { github } = run.ports;
  if (github === null) return;
  for (const step of [...stepsOf(run.plan, "github-release", "create"), ...stepsOf(run.plan, "github-release", "publish-draft")]) {
    await act(run, [step], {
      act: async () => {
        const id = step.action === "create" ? await github.createDraft(step.release) : step.id;
        await github.attach(step.reference, await receiptOf(run, step.reference));
        await github.publish(id, step.release);
      },
      isDone: async () => (await github.look(step.reference))?.draft === false,
    });
  }
}

/** Looked at when all that the release speaks of is there. */
async function receiptOf({ desired, ports }: Run, gitTag: string): Promise<ReleaseAsset[]> {
  const release = desired.find((candidate) => candidate.gitTag === gitTag);
  return release === undefined ? [] : assembleReceiptAssets(release, await readObservedWorld([release], ports));
}

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
async function act<Step extends PublishStep>(run: Run, steps: readonly Step[], how: Act<Step>): Promise<void> {
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

async function findMissing<Step>(steps: readonly Step[], isDone: (step: Step) => Promise<boolean>): Promise<Step[]> {
  const missing: Step[] = [];
  for (const step of steps) {
    if (!(await isDone(step))) missing.push(step);
  }
  return missing;
}

function stepFailed(run: Run, failed: readonly PublishStep[], cause: unknown): SluiceError {
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

function stepsOf<Kind extends PublishStep["kind"], Action extends string>(
  plan: PublishPlan,
  kind: Kind,
  action: Action,
): StepOf<Kind, Action>[] {
  return plan.steps.filter((step): step is StepOf<Kind, Action> => step.kind === kind && step.action === action);
}

/** Without GitHub there are no releases to make. */
function withGitHub(desired: readonly DesiredRelease[], ports: PublishPorts): readonly DesiredRelease[] {
  return ports.github === null ? desired.map((release) => ({ ...release, github: null })) : desired;
}
