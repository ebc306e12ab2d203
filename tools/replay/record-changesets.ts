import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository } from "@sluice/git";
import { readReleaseInput, type ReleasePackage } from "@sluice/release";
import type { History } from "./history.ts";
import { inRepository } from "./in-repository.ts";
import { noChoices } from "./no-choices.ts";
import { findChangesetsReleases, readChangesetsRelease } from "./read-changesets-release.ts";
import type { ChangesetsState, RecordedChangesetsRelease } from "./recorded-history.ts";
import { planChangesetsRelease } from "./replay-recorded.ts";

const fields = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;

/**
 * What a plan of each release that changesets made is made of, oldest first, without a word of its texts. A release that cannot be read today is left out.
 *
 * @param limit how many, from the newest on
 */
export async function recordChangesets(history: History, limit: number): Promise<RecordedChangesetsRelease[]> {
  const recorded: RecordedChangesetsRelease[] = [];
  for (const commit of await findChangesetsReleases(history)) {
    if (recorded.length >= limit) break;
    const release = await record(history, commit);
    if (release !== null) recorded.unshift(release);
  }
  return recorded;
}

async function record(history: History, commit: string): Promise<RecordedChangesetsRelease | null> {
  const read = await readChangesetsRelease(history, commit);
  const state = read === null ? null : await inRepository(read.written, readState).catch(() => null);
  if (read === null || state === null) return null;
  const released: Record<string, string> = {};
  for (const [name, { root, packageJson }] of Object.entries(state.packages)) {
    const { version } = Object(JSON.parse(read.really.get(root === "." ? "package.json" : `${root}/package.json`) ?? "{}"));
    if (typeof version === "string" && version !== packageJson.version) released[name] = version;
  }
  const planned = await planChangesetsRelease({ state });
  const otherwise = [...new Set([...planned.keys(), ...Object.keys(released)])].filter((name) => planned.get(name) !== released[name]);
  const release = { name: read.name.split(" ").slice(0, 2).join(" "), state, released };
  if (otherwise.length === 0) return release;
  return {
    ...release,
    otherwise: { reason: "", planned: Object.fromEntries(otherwise.map((name) => [name, planned.get(name) ?? null])) },
  };
}

async function readState(folder: string): Promise<ChangesetsState> {
  const repository = await openRepository(folder);
  const configuration = parseConfiguration({}, "replay");
  const workspace = await readWorkspace({ root: folder, files: await repository.listFiles(), configuration });
  const input = await readReleaseInput({ repository, workspace, ...noChoices });
  const names = new Set(input.packages.map(({ name }) => name));
  const { preState, rootPackageJson } = input;
  return {
    config: input.config,
    ...(preState === undefined ? {} : { preState }),
    ...(rootPackageJson === null ? {} : { root: reduce(rootPackageJson, names) }),
    packages: Object.fromEntries(
      input.packages.flatMap(({ name, root, packageJson }) =>
        packageJson === null ? [] : [[name, { root, packageJson: reduce(packageJson, names) }]],
      ),
    ),
    changesets: Object.fromEntries(
      input.changesets.map(({ id, releases }) => [id, Object.fromEntries(releases.map(({ name, type }) => [name, type]))]),
    ),
  };
}

type PackageJson = NonNullable<ReleasePackage["packageJson"]>;

/** What a plan looks at: of the ranges those of the workspace's own packages. */
function reduce(packageJson: PackageJson, names: ReadonlySet<string>): PackageJson {
  const { name, version, private: isPrivate } = packageJson;
  const reduced: PackageJson = { name, version, ...(isPrivate === undefined ? {} : { private: isPrivate }) };
  for (const field of fields) {
    const own = Object.entries(packageJson[field] ?? {}).filter(([dependency]) => names.has(dependency));
    if (own.length > 0) reduced[field] = Object.fromEntries(own);
  }
  return reduced;
}
