import { SluiceError, type Warning } from "@sluice/core";
import semver from "semver";
import { taggedVersions } from "../plan/current-version.ts";
import type { DesiredRelease } from "../publish/desired-release.ts";
import type { ObservedWorld } from "../publish/observed-world.ts";
import type { IndexKind, NpmToPublish, PackageToPublish } from "../publish/publish-ports.ts";

/** One thing that takes a release back, and why. */
export type RollbackStep = { reference: string; reason: string } & (
  | { kind: "image"; action: "move"; from: string; digest: string }
  | { kind: "npm"; action: "move-dist-tag"; target: NpmToPublish; distTag: string }
  | { kind: "npm"; action: "deprecate"; target: NpmToPublish; message: string }
  | { kind: IndexKind; action: "yank"; target: PackageToPublish }
  | { kind: "github-release"; action: "note"; id: number; body: string }
  | { kind: "github-release"; action: "make-latest"; id: number }
);

/** What taking a release back does, in order. Git tags, versions and fixed image tags stay: they were seen. */
export interface RollbackPlan {
  schemaVersion: 1;
  /** The git tag of the release that is taken back, and of the one that takes its place. */
  from: string;
  to: string;
  steps: RollbackStep[];
  warnings: Warning[];
}

/** What a rollback is planned from. */
export interface RollbackInput {
  /** The release that is taken back. */
  bad: DesiredRelease;
  /** The release before it, with the moving image tags it had when it was the newest. */
  previous: DesiredRelease;
  /** Of both. */
  observed: ObservedWorld;
  /** Git tag of the release that GitHub shows as the latest; null when there is none, or GitHub is not asked. */
  latest: string | null;
  /** How a person takes back a package of an index that no program may do it for; null where a program does. */
  manualYank: (target: PackageToPublish) => string | null;
  /** Why, for the deprecation and the note. */
  reason: string;
}

/** Begins the note at the top of a release that was taken back. */
const noteMark = "> [!WARNING]\n> Rolled back";

/**
 * Works out what takes a release back: what followers see first (dist-tags, moving image tags, GitHub's latest), then what
 * those who have it see (deprecation, note). Only what still stands for the bad release is moved.
 */
export function assembleRollbackPlan(input: RollbackInput): RollbackPlan {
  const { bad, previous } = input;
  const plan: RollbackPlan = { schemaVersion: 1, from: bad.gitTag, to: previous.gitTag, steps: [], warnings: [] };
  planDistTags(plan, input);
  planImages(plan, input);
  planLatest(plan, input);
  planDeprecation(plan, input);
  planYanks(plan, input);
  planNote(plan, input);
  return plan;
}

/**
 * The highest stable version that is tagged below another one. SLUICE_NO_PREVIOUS when there is none.
 *
 * @param name the package whose tags (`name@1.2.3`) are looked at; null for those of all packages together, `v1.2.3`
 */
export function previousVersion(name: string | null, version: string, gitTags: readonly string[]): string {
  const tagged =
    name === null ? gitTags.flatMap((tag) => (/^v\d/.test(tag) ? (semver.valid(tag) ?? []) : [])) : taggedVersions(name, gitTags);
  const stable = tagged.filter((found) => semver.prerelease(found) === null && semver.lt(found, version));
  const [highest] = stable.toSorted(semver.rcompare);
  if (highest !== undefined) return highest;
  throw new SluiceError("SLUICE_NO_PREVIOUS", `${name ?? "The repository"} has no release before ${version} to go back to`, {
    hint: "Name one with --to, or deprecate the version with `npm deprecate`.",
  });
}

/** The npm packages of the bad release with the ones they go back to. */
function npmPairs({ bad, previous }: RollbackInput): { target: NpmToPublish; back: NpmToPublish }[] {
  return bad.packages.flatMap(({ name, npm }) => {
    const back = previous.packages.find((candidate) => candidate.name === name)?.npm ?? null;
    return npm === null || back === null ? [] : [{ target: npm, back }];
  });
}

function planDistTags(plan: RollbackPlan, input: RollbackInput): void {
  for (const { target, back } of npmPairs(input)) {
    const found = input.observed.npm.get(`${target.name}@${target.version}`);
    const isThere = input.observed.npm.has(`${back.name}@${back.version}`);
    for (const [distTag, version] of Object.entries(found?.distTags ?? {})) {
      if (version !== target.version) continue;
      if (isThere) {
        const reference = `${back.name}@${back.version}`;
        plan.steps.push({ kind: "npm", action: "move-dist-tag", reference, target: back, distTag, reason: `${distTag} is ${version}` });
      } else plan.warnings.push(notThere(`${back.name}@${back.version}`, `the dist-tag ${distTag}`));
    }
  }
}

function planImages(plan: RollbackPlan, { bad, previous, observed: { images } }: RollbackInput): void {
  const badImages = new Map(bad.packages.flatMap((entry) => entry.images.map((image) => [image.image, image.references[0] ?? ""])));
  for (const { image, references } of previous.packages.flatMap((entry) => entry.images)) {
    const [from = "", ...following] = references;
    const back = images.get(from)?.digest;
    const spoilt = images.get(badImages.get(image) ?? "")?.digest;
    for (const reference of following) {
      if (spoilt === undefined || images.get(reference)?.digest !== spoilt || spoilt === back) continue;
      if (back === undefined) plan.warnings.push(notThere(from, reference));
      else plan.steps.push({ kind: "image", action: "move", reference, from, digest: back, reason: `is ${bad.gitTag}` });
    }
  }
}

function planLatest(plan: RollbackPlan, { bad, previous, observed, latest }: RollbackInput): void {
  const back = observed.github.get(previous.gitTag);
  if (latest !== bad.gitTag) return;
  if (back === undefined) plan.warnings.push(notThere(`the GitHub release ${previous.gitTag}`, "the latest release"));
  else
    plan.steps.push({
      kind: "github-release",
      action: "make-latest",
      reference: previous.gitTag,
      id: back.id,
      reason: `${bad.gitTag} is the latest`,
    });
}

function planDeprecation(plan: RollbackPlan, input: RollbackInput): void {
  for (const { target, back } of npmPairs(input)) {
    const reference = `${target.name}@${target.version}`;
    const found = input.observed.npm.get(reference);
    if (found === undefined || found.deprecated !== undefined) continue;
    const message = `${input.reason} Use ${back.version}.`;
    plan.steps.push({ kind: "npm", action: "deprecate", reference, target, message, reason: "is not deprecated" });
  }
}

function planYanks(plan: RollbackPlan, { bad, observed, manualYank }: RollbackInput): void {
  for (const target of bad.packages.flatMap(({ indexed }) => indexed)) {
    const { kind, reference } = target;
    const found = observed.indexed.get(reference);
    if (found === undefined || found.yanked) continue;
    const manual = manualYank(target);
    if (manual === null) plan.steps.push({ kind, action: "yank", reference, target, reason: "is not yanked" });
    else plan.warnings.push({ code: "SLUICE_ROLLBACK_BY_HAND", message: manual });
  }
}

function planNote(plan: RollbackPlan, { bad, previous, observed, reason }: RollbackInput): void {
  const found = observed.github.get(bad.gitTag);
  if (found === undefined || found.draft || found.body.startsWith(noteMark)) return;
  const body = `${noteMark} to ${previous.gitTag}. ${reason}\n\n${found.body}`;
  plan.steps.push({ kind: "github-release", action: "note", reference: bad.gitTag, id: found.id, body, reason: "does not say so" });
}

function notThere(what: string, follower: string): Warning {
  return { code: "SLUICE_ROLLBACK_TARGET_MISSING", message: `${what} is not there, so ${follower} cannot go back to it.` };
}
