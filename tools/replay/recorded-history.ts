import type { Bump, ReleasePlanInput } from "@sluice/release";
import { applyPatch, type Json, makePatch } from "./merge-patch.ts";

/** The first line of a recorded history: where its facts are from. */
export interface RecordedSource {
  repository: string;
  /** The newest commit that was looked at. */
  commit: string;
  license: string;
}

/** What a history of conventional commits says besides in its first line. */
export interface RecordedBumps {
  /** The bump of each type of commits. */
  bumps: Record<string, Bump>;
  config: ReleasePlanInput["config"];
}

type PackageJson = NonNullable<ReleasePlanInput["rootPackageJson"]>;

/** How a planned release differs from the one that was really made. */
export interface Deviation {
  reason: string;
  /** Planned versions by package, of those that are otherwise; null for one that is not planned. */
  planned: Record<string, string | null>;
}

/** A release that changesets made: what a plan is made of, and what came of it. */
export interface RecordedChangesetsRelease {
  /** The commit. */
  name: string;
  state: ChangesetsState;
  /** The versions of the packages that got a new one. */
  released: Record<string, string>;
  otherwise?: Deviation;
}

/** What stood in the repository before a release, without a word of its texts. */
export interface ChangesetsState {
  config: ReleasePlanInput["config"];
  preState?: NonNullable<ReleasePlanInput["preState"]>;
  root?: PackageJson;
  packages: Record<string, { root: string; packageJson: PackageJson }>;
  changesets: Record<string, Record<string, Bump>>;
}

/** A release that conventional commits made. */
export interface RecordedCommitsRelease {
  gitTag: string;
  package: string;
  /** The version before. */
  last: string;
  version: string;
  /** Newest first: the message without its words, then the packages that it touches; none where there is only one. */
  commits: string[][];
  otherwise?: Deviation;
}

export type RecordedRelease = RecordedChangesetsRelease | RecordedCommitsRelease;

/** The text of a recorded history (one JSON value a line; the state of a release as a patch of the one before) → its releases. */
export function parseHistory<Release, Source = RecordedSource>(text: string): { source: Source; releases: Release[] } {
  const [source = "", ...lines] = text.trimEnd().split("\n");
  let state: Json = {};
  const releases = lines.map((line) => {
    const release = JSON.parse(line);
    if (release.state === undefined) return release;
    state = applyPatch(state, release.state);
    return { ...release, state };
  });
  return { source: JSON.parse(source === "" ? "{}" : source), releases };
}

/** The text that {@link parseHistory} reads. @param known releases as they were recorded before: their reasons stay */
export function renderHistory(
  { source, releases }: { source: RecordedSource; releases: readonly RecordedRelease[] },
  known: readonly RecordedRelease[],
): string {
  const lines = [JSON.stringify(source)];
  let before: Json = {};
  for (const release of releases) {
    const reason = known.find((other) => nameOf(other) === nameOf(release))?.otherwise?.reason;
    const otherwise = release.otherwise === undefined || reason === undefined ? {} : { otherwise: { ...release.otherwise, reason } };
    const facts: { [key: string]: Json } = JSON.parse(JSON.stringify({ ...release, ...otherwise }));
    const { state } = facts;
    lines.push(JSON.stringify(state === undefined ? facts : { ...facts, state: makePatch(before, state) }));
    before = state ?? before;
  }
  return `${lines.join("\n")}\n`;
}

function nameOf(release: RecordedRelease): string {
  return "gitTag" in release ? release.gitTag : release.name;
}
