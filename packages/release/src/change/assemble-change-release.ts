import { assembleReleasePlan, type ReleasePlanInput } from "../plan/assemble-release-plan.ts";
import type { ChangeRelease } from "./change-release.ts";

/** What a change is told by, besides the state of the repository after it. */
export interface ChangeReleaseInput {
  input: ReleasePlanInput;
  /** The files of the change; POSIX paths from the repository root. */
  changedFiles: readonly { path: string; status: "added" | "modified" | "deleted" }[];
  /** The commits of the change: 40 hex digits each. */
  commits: readonly string[];
  /** Whether changesets are how this repository tells its releases; without, none can be missing. */
  usesChangesets: boolean;
}

/** Files whose change no reader of a changelog needs to hear of. */
const SILENT = [/\.mdx?$/, /(^|\/)(tests?|__tests__|testdata)\//, /\.(test|spec)\.[cm]?[jt]sx?$/, /_test\.go$/, /(^|\/)test_[^/]+\.py$/];

/**
 * What a change releases, and what it should say. A changeset is missing for a package when a file of it has changed
 * that is neither documentation nor a test, the package is released at all, and none of the change's own changesets names
 * it. None is missing when the change has an empty changeset (`changeset --empty`), or consumes changesets, as a release
 * pull request does.
 */
export async function assembleChangeRelease(change: ChangeReleaseInput): Promise<ChangeRelease> {
  const { input, changedFiles } = change;
  const written = new Set(changedFiles.filter(({ status }) => status !== "deleted").map(({ path }) => path));
  const commits = new Set(change.commits);
  const own = {
    changesets: input.changesets.filter(({ path }) => written.has(path)),
    commits: input.commits.filter(({ commit }) => commits.has(commit)),
  };
  const [whole, part] = await Promise.all([assembleReleasePlan(input), assembleReleasePlan({ ...input, ...own, line: null })]);
  const caused = new Set(part.packages.filter(({ bump }) => bump !== "none").map(({ name }) => name));
  return {
    packages: whole.packages.filter(({ name }) => caused.has(name)),
    missing: findMissing(change, own.changesets),
  };
}

function findMissing({ input, changedFiles, usesChangesets }: ChangeReleaseInput, own: ReleasePlanInput["changesets"]): string[] {
  const isConsumed = changedFiles.some(({ path, status }) => status === "deleted" && /^\.changeset\/.+\.md$/.test(path));
  const saysNone = own.some(({ releases }) => releases.length === 0);
  if (!usesChangesets || isConsumed || saysNone) return [];
  const told = new Set([...own, ...input.commits].flatMap(({ releases }) => releases.map(({ name }) => name)));
  const loud = changedFiles.map(({ path }) => path).filter((path) => !SILENT.some((pattern) => pattern.test(path)));
  const changed = new Set(loud.map((path) => ownerOf(path, input.packages)));
  return input.packages
    .filter((candidate) => changed.has(candidate.name) && !told.has(candidate.name) && isReleased(candidate, input))
    .map(({ name }) => name)
    .sort();
}

/** The package in whose folder the file lies: the innermost one. A package at the root has only what stands there itself. */
function ownerOf(path: string, packages: ReleasePlanInput["packages"]): string | null {
  const owners = packages.filter(({ root }) => (root === "." ? !path.includes("/") : path.startsWith(`${root}/`)));
  return owners.toSorted((a, b) => b.root.length - a.root.length)[0]?.name ?? null;
}

function isReleased({ name, packageJson }: ReleasePlanInput["packages"][number], { config }: ReleasePlanInput): boolean {
  if (config.ignore.includes(name)) return false;
  return packageJson?.private !== true || config.privatePackages.version;
}
