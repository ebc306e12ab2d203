import type { Warning } from "@sluice/core";
import type { Artifact } from "../model/release-plan.ts";
import type { DesiredRelease } from "./desired-release.ts";
import type { ObservedWorld } from "./observed-world.ts";
import type {
  GitHubReleaseToMake,
  ImageToBuild,
  IndexKind,
  NpmToPublish,
  ObservedImage,
  PackageToPublish,
  PublishProblem,
} from "./publish-ports.ts";

/** One thing to do, and why. `package` is the first package of the release where the step belongs to the release. */
export type PublishStep = { package: string; reference: string; reason: string } & (
  | { kind: "image"; action: "build"; image: ImageToBuild }
  | { kind: "image"; action: "move"; from: string }
  | { kind: "npm"; action: "publish"; npm: NpmToPublish }
  | { kind: IndexKind; action: "publish"; target: PackageToPublish }
  | { kind: "git-tag"; action: "create"; commit: string }
  | { kind: "git-tag"; action: "push"; commit: string }
  | { kind: "github-release"; action: "create"; release: GitHubReleaseToMake }
  | { kind: "github-release"; action: "publish-draft"; release: GitHubReleaseToMake; id: number }
);

/** A step that puts a package into one of the indexes besides npm's. */
export type IndexStep = Extract<PublishStep, { target: unknown }>;

export function isIndexStep(step: PublishStep): step is IndexStep {
  return "target" in step;
}

/** What is missing in the world, in the order in which it will be made. */
export interface PublishPlan {
  schemaVersion: 1;
  steps: PublishStep[];
  /** What is there already. */
  present: Artifact[];
  /** What forbids the publish; then nothing of it may be done. */
  problems: PublishProblem[];
  warnings: Warning[];
}

/**
 * Desired minus observed. Steps come in the order image, npm, other indexes, git tag, GitHub release, so that whatever a tag or a
 * release speaks of is there before it; within a kind in the order of the releases, which is dependencies first.
 *
 * @param differences by reference, how a package that an index holds differs from the one of this commit
 */
export function assemblePublishPlan(
  desired: readonly DesiredRelease[],
  observed: ObservedWorld,
  differences: ReadonlyMap<string, string> = new Map(),
): PublishPlan {
  const plan: PublishPlan = { schemaVersion: 1, steps: [], present: [], problems: [], warnings: [] };
  for (const release of desired) planImages(plan, release, observed);
  for (const release of desired) planNpm(plan, release, observed);
  for (const release of desired) planIndexed(plan, release, observed);
  for (const release of desired) planGitTags(plan, release, observed);
  for (const release of desired) planGitHubRelease(plan, release, observed);
  for (const release of desired) checkNpmCommit(plan, release, observed);
  for (const release of desired) checkTagCommit(plan, release, observed);
  const differing = [...differences.values()].map(publishedDiffers);
  if (plan.steps.length > 0) plan.problems.push(...differing);
  else plan.warnings.push(...differing.map(({ code, message }) => ({ code, message })));
  return plan;
}

function planImages(plan: PublishPlan, release: DesiredRelease, { images }: ObservedWorld): void {
  for (const { name, images: wanted } of release.packages) {
    for (const image of wanted) {
      const [reference = "", ...following] = image.references;
      const found = images.get(reference);
      const reason = whyBuild(image, found);
      if (found === undefined || reason !== null) {
        plan.steps.push({ kind: "image", action: "build", package: name, reference, image, reason: reason ?? "not in the registry" });
        continue;
      }
      plan.present.push({ kind: "image", package: name, reference });
      for (const follower of following) {
        const digest = images.get(follower)?.digest;
        if (digest === found.digest) plan.present.push({ kind: "image", package: name, reference: follower });
        else
          plan.steps.push({ kind: "image", action: "move", package: name, reference: follower, from: reference, reason: whyMove(digest) });
      }
    }
  }
}

function whyBuild(image: ImageToBuild, found: ObservedImage | undefined): string | null {
  if (found === undefined) return "not in the registry";
  const missing = image.platforms.filter((platform) => !found.platforms.includes(platform));
  return missing.length === 0 ? null : `has no ${missing.join(", ")}`;
}

function whyMove(digest: string | undefined): string {
  return digest === undefined ? "not in the registry" : `is still at ${digest}`;
}

function planNpm(plan: PublishPlan, release: DesiredRelease, { npm }: ObservedWorld): void {
  for (const { name, npm: wanted } of release.packages) {
    if (wanted === null) continue;
    const reference = `${wanted.name}@${wanted.version}`;
    if (npm.has(reference)) plan.present.push({ kind: "npm", package: name, reference });
    else plan.steps.push({ kind: "npm", action: "publish", package: name, reference, npm: wanted, reason: "not in the npm registry" });
  }
}

function planIndexed(plan: PublishPlan, release: DesiredRelease, { indexed }: ObservedWorld): void {
  for (const { name, indexed: wanted } of release.packages) {
    for (const target of wanted) {
      const { kind, reference } = target;
      const found = indexed.get(reference);
      if (found !== undefined && found.missing.length === 0) plan.present.push({ kind, package: name, reference });
      else {
        const reason = found === undefined ? "not in the index" : `${found.missing.join(" and ")} is not in the index`;
        plan.steps.push({ kind, action: "publish", package: name, reference, target, reason });
      }
    }
  }
}

/** What was uploaded by hand, or from another commit, must not be called this release. */
function publishedDiffers(message: string): PublishProblem {
  return {
    code: "SLUICE_PUBLISHED_DIFFERS",
    message,
    hint: "A version can be uploaded once: release the next one. To leave it as it is, give --without for its kind.",
  };
}

function planGitTags(plan: PublishPlan, release: DesiredRelease, { localTags, remoteTags }: ObservedWorld): void {
  const { commit } = release;
  if (release.isSnapshot === true) return;
  for (const { package: owner, gitTag, problem } of gitTagsOf(release, remoteTags)) {
    if (remoteTags.has(gitTag)) {
      plan.present.push({ kind: "git-tag", package: owner, reference: gitTag });
      continue;
    }
    const action = localTags.has(gitTag) ? "push" : "create";
    plan.steps.push({ kind: "git-tag", action, package: owner, reference: gitTag, commit, reason: "not on the remote" });
    if (problem !== undefined) plan.problems.push(problem);
  }
}

/**
 * The git tags of a release: those of its Go modules, then its own. All are pushed at once, so a release of an earlier commit
 * that has its own tag alone was made without the others, and stays so.
 */
export function gitTagsOf(
  release: DesiredRelease,
  remoteTags: ReadonlyMap<string, string>,
): { package: string; gitTag: string; problem?: PublishProblem }[] {
  const isOfThisCommit = (remoteTags.get(release.gitTag) ?? release.commit) === release.commit;
  const modules = release.packages.flatMap(({ name, moduleTag, problem }) => {
    if (moduleTag === undefined || !(isOfThisCommit || remoteTags.has(moduleTag))) return [];
    return [{ package: name, gitTag: moduleTag, ...(problem === undefined ? {} : { problem }) }];
  });
  return [...modules, { package: packageOf(release), gitTag: release.gitTag }];
}

function planGitHubRelease(plan: PublishPlan, release: DesiredRelease, { github }: ObservedWorld): void {
  const { gitTag, github: wanted } = release;
  if (wanted === null) return;
  const owner = packageOf(release);
  const found = github.get(gitTag);
  const step = { kind: "github-release", package: owner, reference: gitTag, release: wanted } as const;
  if (found === undefined) {
    plan.steps.push({ ...step, action: "create", reason: "not on GitHub" });
  } else if (found.draft) {
    plan.steps.push({ ...step, action: "publish-draft", id: found.id, reason: "a former run left the draft" });
  } else {
    plan.present.push({ kind: "github-release", package: owner, reference: gitTag });
    if (found.body.trim() !== wanted.body.trim()) plan.warnings.push(notesDiffer(gitTag));
  }
}

/** A version that came from another commit is another release; its tag here would tell a lie. */
function checkNpmCommit(plan: PublishPlan, release: DesiredRelease, { npm, remoteTags }: ObservedWorld): void {
  if (remoteTags.has(release.gitTag)) return;
  for (const { npm: wanted } of release.packages) {
    const reference = wanted === null ? "" : `${wanted.name}@${wanted.version}`;
    const found = npm.get(reference)?.gitHead;
    if (found === undefined || found === release.commit) continue;
    plan.problems.push({
      code: "SLUICE_VERSION_TAKEN",
      message: `${reference} is in the npm registry already, published from the commit ${found.slice(0, 12)}; this release is at ${release.commit.slice(0, 12)}, and has no git tag`,
      hint: `If that is this release, \`git checkout ${found.slice(0, 12)}\` and publish there; else choose the next version, and see \`npm view ${reference}\`.`,
    });
  }
}

/** A tag at another commit is another release, unless all of this one is there: then it was made at that commit. */
function checkTagCommit(plan: PublishPlan, release: DesiredRelease, { localTags, remoteTags }: ObservedWorld): void {
  const { commit } = release;
  const names = new Set(release.packages.map(({ name }) => name));
  const isComplete = !plan.steps.some((step) => names.has(step.package));
  const places = [
    ["on the remote", remoteTags],
    ["locally", localTags],
  ] as const;
  for (const [{ gitTag }, [place, tags]] of gitTagsOf(release, remoteTags).flatMap((own) => places.map((entry) => [own, entry] as const))) {
    const found = tags.get(gitTag);
    if (found === undefined || found === commit || isComplete) continue;
    plan.problems.push({
      code: "SLUICE_TAG_EXISTS",
      message: `The git tag ${gitTag} exists ${place} at ${found.slice(0, 12)}, and the release is at ${commit.slice(0, 12)}`,
      hint: `To finish that release, \`git checkout ${gitTag}\` and publish there; to release this commit, choose the next version.`,
    });
    return;
  }
}

function packageOf(release: DesiredRelease): string {
  return release.packages[0]?.name ?? release.gitTag;
}

function notesDiffer(gitTag: string): Warning {
  return {
    code: "SLUICE_RELEASE_DIFFERS",
    message: `The GitHub release ${gitTag} has other notes than the changelog; it is left as it is.`,
  };
}
