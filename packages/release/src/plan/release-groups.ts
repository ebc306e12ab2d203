import type { Config } from "@changesets/types";
import type { ReleasePackage } from "../model/release-package.ts";

/** Packages whose versions move together. */
export interface ReleaseGroup {
  /** `fixed[0]`, `linked[1]`, or the path of the file that holds the version of all members. */
  name: string;
  kind: "fixed" | "linked";
  members: string[];
}

/**
 * The groups of `.changeset/config.json`, and one more for each file that holds the version of several packages: crates
 * that inherit it from their workspace cannot have versions of their own.
 */
export function findReleaseGroups(packages: readonly ReleasePackage[], config: Config): ReleaseGroup[] {
  const groups: ReleaseGroup[] = [];
  for (const kind of ["fixed", "linked"] as const) {
    for (const [index, members] of config[kind].entries()) groups.push({ name: `${kind}[${index}]`, kind, members: [...members] });
  }
  const configured = new Set(groups.flatMap(({ members }) => members));
  const sharing = Map.groupBy(
    packages.filter(({ name }) => !configured.has(name) && !config.ignore.includes(name)),
    ({ versionManifest }) => versionManifest,
  );
  for (const [file, members] of sharing) {
    if (file !== null && members.length > 1) groups.push({ name: file, kind: "fixed", members: members.map(({ name }) => name) });
  }
  return groups;
}
