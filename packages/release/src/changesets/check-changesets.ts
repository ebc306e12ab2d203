import { nearestName, SluiceError } from "@sluice/core";
import type { RecordedChangeset } from "./changeset.ts";

/**
 * Checks that every changeset names packages of the workspace only, all of them at once.
 *
 * @throws SLUICE_UNKNOWN_PACKAGE with the path of each changeset, the name, and the nearest name there is.
 */
export function checkChangesets(changesets: readonly RecordedChangeset[], packageNames: readonly string[]): void {
  const known = new Set(packageNames);
  const problems: string[] = [];
  for (const changeset of changesets) {
    for (const { name } of changeset.releases) {
      if (!known.has(name)) problems.push(describe(changeset.path, name, packageNames));
    }
  }
  if (problems.length === 0) return;
  throw new SluiceError("SLUICE_UNKNOWN_PACKAGE", problems.join("\n"), {
    hint: "Correct the name in the changeset, or delete the changeset if the package is gone.",
  });
}

function describe(path: string, name: string, packageNames: readonly string[]): string {
  const nearest = nearestName(name, packageNames);
  const suggestion = nearest === null ? "" : ` Did you mean "${nearest}"?`;
  return `${path} names the package "${name}", which is not in the workspace.${suggestion}`;
}
