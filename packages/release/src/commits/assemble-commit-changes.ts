import type { Warning } from "@sluice/core";
import type { CommitWithFiles } from "@sluice/git";
import type { Bump } from "../model/release-plan.ts";
import type { CommitChange } from "./commit-change.ts";
import { computeUnreleased } from "./compute-unreleased.ts";
import { computeChangeUnits } from "./compute-change-units.ts";
import { parseConventionalCommit, pullRequestOf, type ConventionalChange } from "./parse-conventional-commit.ts";

/** What changes from commits are made from. */
export interface CommitHistory {
  /** Children before parents. */
  commits: readonly CommitWithFiles[];
  packages: readonly { name: string; root: string }[];
  /** The commit of each package's last release, by name; null or left out for one that was never released. */
  baselines: ReadonlyMap<string, string | null>;
  /** The bump of each type of commit; a type that is not here bumps nothing. What breaks is major, whatever its type. */
  bumps: Readonly<Record<string, Bump>>;
}

/** More unparsable commits than this are counted, not named. */
const warningsAtMost = 20;

/**
 * The changes since each package's last release, as its commits tell them: those that touch its files and, when their
 * scope names one of the packages they touch, that one alone. A commit and the one that takes it back count for nothing
 * when both are unreleased. A commit that carries a changeset, or whose merged pull request does, is left to the changeset.
 */
export function assembleCommitChanges(history: CommitHistory): { changes: CommitChange[]; warnings: Warning[] } {
  const { commits, packages, baselines } = history;
  const isUnreleased = computeUnreleased(commits, baselines);
  const hasChangeset = findUnitsWithChangeset(commits);
  const packageOf = makePackageLookup(packages);
  const candidates: Candidate[] = [];
  const unparsed: CommitWithFiles[] = [];
  for (const commit of commits) {
    if (commit.parents.length > 1) continue;
    const touched = [...new Set(commit.files.map(({ path }) => packageOf(path)))].filter((name) => name !== null);
    const packagesOf = touched.filter((name) => isUnreleased(commit.revision, name)).toSorted();
    if (packagesOf.length === 0 || hasChangeset(commit.revision)) continue;
    const told = parseConventionalCommit(commit.message);
    if (told.length === 0) unparsed.push(commit);
    else candidates.push({ commit, packages: packagesOf, told });
  }
  const taken = findTakenBack(candidates);
  const changes = candidates.flatMap((candidate) => toChanges(candidate, taken, history.bumps));
  return { changes, warnings: warnOf(unparsed) };
}

interface Candidate {
  commit: CommitWithFiles;
  packages: string[];
  told: ConventionalChange[];
}

/** By package, the commits that are taken back and those that do it. A revert that is taken back itself does nothing. */
function findTakenBack(candidates: readonly Candidate[]): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>();
  const byPackage = new Map<string, string[]>();
  for (const { commit, packages } of candidates) {
    for (const name of packages) {
      const revisions = byPackage.get(name) ?? [];
      revisions.push(commit.revision);
      byPackage.set(name, revisions);
    }
  }
  for (const { commit, packages, told } of candidates) {
    const hash = told.find(({ reverts }) => reverts !== null)?.reverts ?? null;
    if (hash === null || hash.length < 7) continue;
    for (const name of packages) {
      const done = taken.get(name) ?? new Set<string>();
      const target = byPackage.get(name)?.find((revision) => revision.startsWith(hash));
      if (done.has(commit.revision) || target === undefined || target === commit.revision) continue;
      taken.set(name, done.add(commit.revision).add(target));
    }
  }
  return taken;
}

function toChanges({ commit, packages, told }: Candidate, taken: Map<string, Set<string>>, bumps: CommitHistory["bumps"]): CommitChange[] {
  const { revision, author } = commit;
  const names = packages.filter((name) => taken.get(name)?.has(revision) !== true);
  const pullRequest = pullRequestOf(commit.message);
  const changes: CommitChange[] = [];
  for (const change of told) {
    const type = change.breaking === null ? (bumps[change.type] ?? "none") : "major";
    const scoped = names.filter((name) => isNamed(name, change.scope));
    const concerned = scoped.length > 0 ? scoped : names;
    if (type === "none" || concerned.length === 0) continue;
    changes.push({
      id: changes.length === 0 ? `commit:${revision}` : `commit:${revision}:${changes.length}`,
      commit: revision,
      releases: concerned.map((name) => ({ name, type })),
      summary: renderSummary(change, scoped.length > 0),
      author,
      pullRequest,
    });
  }
  return changes;
}

function isNamed(name: string, scope: string | null): boolean {
  return scope !== null && (name === scope || name.slice(name.lastIndexOf("/") + 1) === scope);
}

/** A scope that only says the package again is left out. */
function renderSummary({ scope, subject, breaking }: ConventionalChange, isScoped: boolean): string {
  const headline = scope === null || scope === "" || isScoped ? subject : `${scope}: ${subject}`;
  return breaking === null || breaking === "" ? headline : `${headline}\n\nBreaking: ${breaking}`;
}

/** The package whose folder holds a path: the deepest, where one is inside another. */
function makePackageLookup(packages: readonly { name: string; root: string }[]): (path: string) => string | null {
  const byRoot = new Map(packages.map(({ name, root }) => [root, name]));
  return (path) => {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const found = byRoot.get(path.slice(0, end));
      if (found !== undefined) return found;
    }
    return byRoot.get(".") ?? null;
  };
}

function findUnitsWithChangeset(commits: readonly CommitWithFiles[]): (revision: string) => boolean {
  const units = computeChangeUnits(commits);
  const withChangeset = new Set<string>();
  for (const { revision, files } of commits) {
    const carries = files.some(({ path, status }) => status !== "deleted" && isChangeset(path));
    if (carries) withChangeset.add(units.get(revision) ?? revision);
  }
  return (revision) => withChangeset.has(units.get(revision) ?? revision);
}

function isChangeset(path: string): boolean {
  return /^\.changeset\/[^/]+\.md$/.test(path) && path !== ".changeset/README.md";
}

function warnOf(unparsed: readonly CommitWithFiles[]): Warning[] {
  const warnings: Warning[] = unparsed.slice(0, warningsAtMost).map(({ revision, message }) => ({
    code: "SLUICE_COMMIT_UNPARSED",
    message: `${revision.slice(0, 7)} "${message.split("\n", 1)[0]}" is no conventional commit and bumps nothing; a changeset can say what it means.`,
  }));
  const rest = unparsed.length - warnings.length;
  if (rest > 0) warnings.push({ code: "SLUICE_COMMIT_UNPARSED", message: `${rest} further commits are no conventional commits.` });
  return warnings;
}
