import { compareGoMods } from "./compare-go-mods.ts";
import { compareGoSums } from "./compare-go-sums.ts";
import { compareLockGraphs } from "./compare-lock-graphs.ts";
import type { LockGraph } from "./lock-graph.ts";
import type { LockfileText, LockProject } from "./lock-project.ts";
import { parseBunLock } from "./parse-bun-lock.ts";
import { parseCargoLock } from "./parse-cargo-lock.ts";
import { parseGoSum, parsePackageListLock, parsePipfileLock, parseRequirementsLock } from "./parse-flat-locks.ts";
import { parsePackageLock } from "./parse-package-lock.ts";
import { parsePnpmLock } from "./parse-pnpm-lock.ts";
import { parseUvLock } from "./parse-uv-lock.ts";
import { parseYarnLock } from "./parse-yarn-lock.ts";
import { inheritedPart, inheritsSame, requestedParts } from "./shared-manifests.ts";

/** What {@link compareLockfiles} needs. */
export interface CompareLockfilesOptions {
  /** As in `LockfileUse`. */
  kind: string;
  /** Where the file stands, from the repository root. */
  path: string;
  /** Its text at the base; null when it was not there. */
  before: string | null;
  /** Its text at the head; null when it is gone. */
  after: string | null;
  /** The projects that install from it. */
  projects: readonly LockProject[];
  /** Of a manifest: whether a lockfile beside it, one of {@link lockfilesOf}, changed as well, so that what its overrides do shows there. */
  isLocked?: boolean;
}

/** Which projects a change of a lockfile concerns. */
export interface LockfileComparison {
  /**
   * Affected projects by name, each with the packages of its closure that changed: `npm:zod`, `pypi:fastapi`, `crates:serde`,
   * `go:golang.org/x/net`, sorted. The list is empty where it is the file itself that concerns the project: a shared manifest, or unsure.
   */
  affected: Map<string, string[]>;
  /** The closures could not be compared (a new or deleted file, an unknown version, a syntax error): everyone is affected. */
  unsure: boolean;
}

type Parse = (lockfile: LockfileText) => LockGraph | null;

const parsers: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ["package-lock.json", parsePackageLock],
  ["npm-shrinkwrap.json", parsePackageLock],
  ["pnpm-lock.yaml", parsePnpmLock],
  ["yarn.lock", parseYarnLock],
  ["bun.lock", parseBunLock],
  // Bun's binary lockfile before 1.2: nobody but Bun reads it.
  ["bun.lockb", () => null],
  ["uv.lock", parseUvLock],
  ["poetry.lock", parsePackageListLock],
  ["pdm.lock", parsePackageListLock],
  ["Pipfile.lock", parsePipfileLock],
  ["Cargo.lock", parseCargoLock],
  ["go.work.sum", parseGoSum],
  ["requirements.txt", parseRequirementsLock],
]);

/**
 * Compares two versions of a lockfile, or of a manifest that projects inherit from, by what each project gets of it: its resolved packages,
 * transitively, with version, source and hashes. Packages of the repository itself do not count: who depends on them is affected through
 * them. What a workspace's root installs counts for every member. When in doubt everyone is affected; never throws for a file's content.
 */
export function compareLockfiles({ kind, path, before, after, projects, isLocked = false }: CompareLockfilesOptions): LockfileComparison {
  if (before === after) return { affected: new Map(), unsure: false };
  if (before === null || after === null) return everyone(projects);
  try {
    if (kind === "go.mod") return { affected: compareGoMods({ path, before, after, projects }), unsure: false };
    if (kind === "go.sum") return { affected: compareGoSums({ path, before, after, projects }), unsure: false };
    const parse = parsers.get(kind);
    return parse === undefined
      ? compareManifests({ kind, path, before, after, projects, isLocked })
      : compareParsed(parse({ path, text: before, projects }), parse({ path, text: after, projects }), projects);
  } catch {
    // Whatever a parser says of a text it cannot read: the answer is the safe one, and reading the manifests names the place.
    return everyone(projects);
  }
}

function compareParsed(before: LockGraph | null, after: LockGraph | null, projects: readonly LockProject[]): LockfileComparison {
  if (before === null || after === null) return everyone(projects);
  const names = projects.map(({ name }) => name);
  return { affected: compareLockGraphs(before, after, names), unsure: false };
}

function compareManifests({
  kind,
  path,
  before,
  after,
  projects,
  isLocked,
}: Required<CompareLockfilesOptions> & { before: string; after: string }): LockfileComparison {
  const old = inheritedPart(kind, path, before, isLocked);
  const now = inheritedPart(kind, path, after, isLocked);
  if (old === undefined || now === undefined) return everyone(projects);
  // A go.work that does not use a module says nothing to it.
  const inheriting = kind === "go.work" ? projects.filter(({ requests }) => requests !== undefined) : projects;
  if (!inheritsSame(old, now)) return { ...everyone(inheriting), unsure: false };
  const changed = changedKeys(requestedParts(kind, path, before), requestedParts(kind, path, after));
  const asking = projects.filter(
    ({ requests }) => changed.has("") || (changed.size > 0 && (requests?.some((name) => changed.has(name)) ?? true)),
  );
  return { ...everyone(asking), unsure: false };
}

function changedKeys(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  return new Set([...before.keys(), ...after.keys()].filter((key) => before.get(key) !== after.get(key)));
}

function everyone(projects: readonly LockProject[]): LockfileComparison {
  return { affected: new Map(projects.map(({ name }) => [name, []])), unsure: true };
}
