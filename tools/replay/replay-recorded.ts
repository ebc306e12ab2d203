import { isSluiceError } from "@sluice/core";
import type { ReleasePackage } from "@sluice/release";
import { assembleCommitChanges, assembleReleasePlan, noIndexes, type ReleasePlanInput } from "@sluice/release";
import type { RecordedBumps, RecordedChangesetsRelease, RecordedCommitsRelease } from "./recorded-history.ts";

/** The versions that Sluice plans for a release that changesets made, by package; none for one that is refused today. */
export async function planChangesetsRelease({ state }: Pick<RecordedChangesetsRelease, "state">): Promise<Map<string, string>> {
  const packages = Object.entries(state.packages).map(([name, { root, packageJson }]) => makePackage(name, { root, packageJson }));
  const changesets = Object.entries(state.changesets).map(([id, releases]) => ({
    id,
    summary: id,
    releases: Object.entries(releases).map(([name, type]) => ({ name, type })),
    path: `.changeset/${id}.md`,
    commit: null,
    author: null,
    pullRequest: null,
  }));
  const { root = null, config, preState } = state;
  return planVersions({ packages, changesets, rootPackageJson: root, config, preState }).catch((error: unknown) => {
    if (isSluiceError(error) && error.code === "SLUICE_BAD_CHANGESET") return new Map<string, string>();
    throw error;
  });
}

/** The version that Sluice plans for a release that conventional commits made; null where they bump nothing. */
export async function planCommitsRelease(
  { package: name, last, commits: recorded }: Pick<RecordedCommitsRelease, "package" | "last" | "commits">,
  { bumps, config }: RecordedBumps,
): Promise<string | null> {
  const names = new Set([name, ...recorded.flatMap(([, ...touched]) => touched)]);
  const packages = [...names].map((other) => ({ name: other, root: names.size === 1 ? "." : `packages/${other}` }));
  const rootOf = new Map(packages.map((entry) => [entry.name, entry.root]));
  const commits = recorded.map(([message = "", ...touched], index) => ({
    revision: revisionOf(index),
    parents: [revisionOf(index + 1)],
    author: { name: "", email: "" },
    time: new Date(0),
    message,
    files: (touched.length === 0 ? [name] : touched).map((other) => ({ path: `${rootOf.get(other)}/file`, status: "modified" as const })),
  }));
  const { changes } = assembleCommitChanges({ commits, packages, baselines: new Map(), bumps });
  const own = changes.flatMap((change) => {
    const releases = change.releases.filter((release) => release.name === name);
    return releases.length === 0 ? [] : [{ ...change, releases }];
  });
  const packageJson = { name, version: last };
  const versions = await planVersions({ packages: [makePackage(name, { root: ".", packageJson })], commits: own, config });
  return versions.get(name) ?? null;
}

/** The revision that a recorded commit is given by its place: 40 hex digits. */
export function revisionOf(index: number): string {
  return (index + 1).toString(16).padStart(7, "c").padEnd(40, "0");
}

const nothing: Omit<ReleasePlanInput, "packages" | "config"> = {
  commit: "0".repeat(40),
  rootPackageJson: null,
  changesets: [],
  commits: [],
  preState: undefined,
  registry: null,
  indexes: noIndexes,
  repositoryUrl: null,
  line: null,
  warnings: [],
};

async function planVersions(
  input: Pick<ReleasePlanInput, "packages" | "config"> & Partial<ReleasePlanInput>,
): Promise<Map<string, string>> {
  const { packages } = await assembleReleasePlan({ ...nothing, ...input });
  return new Map(packages.filter(({ oldVersion, newVersion }) => oldVersion !== newVersion).map((entry) => [entry.name, entry.newVersion]));
}

function makePackage(
  name: string,
  { root, packageJson }: { root: string; packageJson: NonNullable<ReleasePackage["packageJson"]> },
): ReleasePackage {
  const manifest = `${root}/package.json`;
  return {
    name,
    root,
    ecosystem: "npm",
    manifest,
    versionManifest: manifest,
    version: packageJson.version,
    private: packageJson.private === true,
    packageJson,
    dependencies: [],
    images: [],
  };
}
