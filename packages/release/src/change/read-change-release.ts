import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Repository } from "@sluice/git";
import { readReleaseInput, type ReadReleaseOptions } from "../plan/read-release-plan.ts";
import { assembleChangeRelease, type ChangeReleaseInput } from "./assemble-change-release.ts";
import type { ChangeRelease } from "./change-release.ts";

/** A change, and where its releases are read from. */
export interface ReadChangeReleaseOptions extends Omit<ReadReleaseOptions, "base" | "repository"> {
  repository: ReadReleaseOptions["repository"] & Pick<Repository, "commitsBetween">;
  /** The revision the change starts from; null when it is not known: then no commit counts as the change's own. */
  from: string | null;
  changedFiles: ChangeReleaseInput["changedFiles"];
}

/** Reads the repository as it is after a change; see {@link assembleChangeRelease}. Throws as `readReleasePlan` does. */
export async function readChangeRelease({ from, changedFiles, ...options }: ReadChangeReleaseOptions): Promise<ChangeRelease> {
  const { repository, commitBumps } = options;
  const input = await readReleaseInput(options);
  const ownCommits = from === null || commitBumps === null ? [] : await repository.commitsBetween({ base: from, head: input.commit });
  return assembleChangeRelease({
    input,
    changedFiles,
    commits: ownCommits.map(({ revision }) => revision),
    // Where commits tell the releases too, one that bumps nothing says so by its type.
    usesChangesets: commitBumps === null && existsSync(join(repository.root, ".changeset")),
  });
}
