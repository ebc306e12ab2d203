import { actAndLook, findMissing, stepFailed } from "./act-and-look.ts";
import { assembleReceiptAssets } from "./assemble-receipt.ts";
import { isIndexStep, type PublishPlan, type PublishStep } from "./assemble-publish-plan.ts";
import { readObservedWorld } from "./observed-world.ts";
import type { ImagesPort, ImageToBuild, ReleaseAsset, TagsLeft } from "./publish-ports.ts";
import type { PublishRun } from "./publish-run.ts";
import { readReleaseSboms } from "./read-release-sboms.ts";
import { runInDependencyOrder } from "./run-in-dependency-order.ts";

/** Makes what the plan of a run has, kind by kind: what others point to comes first. Throws SLUICE_PUBLISH_FAILED. */
export async function applyPublishPlan(run: PublishRun): Promise<void> {
  await buildImages(run);
  await moveImages(run);
  await publishNpm(run);
  await publishPackages(run);
  await pushGitTags(run);
  await publishGitHubReleases(run);
}

async function buildImages(run: PublishRun): Promise<void> {
  const steps = stepsOf(run.plan, "image", "build");
  if (steps.length === 0) return;
  const { images } = run.ports;
  await actAndLook(run, steps, {
    act: async () => leave(run, await images.build(steps.map((step) => step.image))),
    isDone: (step) => isPublished(images, step.image, run.left),
  });
}

function leave({ left, result }: PublishRun, tags: TagsLeft): void {
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

async function moveImages(run: PublishRun): Promise<void> {
  const { images } = run.ports;
  for (const step of stepsOf(run.plan, "image", "move")) {
    const digest = (await images.look(step.from))?.digest;
    if (digest === undefined) throw stepFailed(run, [step], new Error(`${step.from} is no longer in the registry`));
    await actAndLook(run, [step], {
      act: async () => leave(run, await images.move({ from: step.from, digest, reference: step.reference })),
      isDone: async () => run.left.has(step.reference) || (await images.look(step.reference))?.digest === digest,
    });
  }
}

async function publishNpm(run: PublishRun): Promise<void> {
  const { npm } = run.ports;
  const steps = stepsOf(run.plan, "npm", "publish");
  if (steps.length === 0) return;
  await actAndLook(run, steps, {
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

async function publishPackages(run: PublishRun): Promise<void> {
  await runInDependencyOrder(run.plan.steps.filter(isIndexStep), async (step) => {
    const index = run.ports.indexes[step.kind];
    if (index === undefined) throw stepFailed(run, [step], new Error(`there is no index for ${step.kind}`));
    await actAndLook(run, [step], {
      act: () => index.publish(step.target),
      isDone: async () => (await index.look(step.target))?.missing.length === 0,
    });
  });
}

async function pushGitTags(run: PublishRun): Promise<void> {
  const { git } = run.ports;
  const steps = [...stepsOf(run.plan, "git-tag", "create"), ...stepsOf(run.plan, "git-tag", "push")];
  if (steps.length === 0) return;
  let onRemote: ReadonlyMap<string, string> = new Map();
  await actAndLook(run, steps, {
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

async function publishGitHubReleases(run: PublishRun): Promise<void> {
  const { github } = run.ports;
  if (github === null) return;
  for (const step of [...stepsOf(run.plan, "github-release", "create"), ...stepsOf(run.plan, "github-release", "publish-draft")]) {
    await actAndLook(run, [step], {
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
async function receiptOf({ desired, ports }: PublishRun, gitTag: string): Promise<ReleaseAsset[]> {
  const release = desired.find((candidate) => candidate.gitTag === gitTag);
  if (release === undefined) return [];
  const observed = await readObservedWorld([release], ports);
  return assembleReceiptAssets(release, observed, await readReleaseSboms(release, observed, ports));
}

type StepOf<Kind extends PublishStep["kind"], Action extends string> = Extract<PublishStep, { kind: Kind; action: Action }>;

function stepsOf<Kind extends PublishStep["kind"], Action extends string>(
  plan: PublishPlan,
  kind: Kind,
  action: Action,
): StepOf<Kind, Action>[] {
  return plan.steps.filter((step): step is StepOf<Kind, Action> => step.kind === kind && step.action === action);
}
