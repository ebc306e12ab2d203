import { SluiceError } from "@sluice/core";
import { findChangelogSection } from "../changelog/changelog-section.ts";
import type { ReleasePlan } from "../model/release-plan.ts";
import type { SelectedRelease } from "./select-releases.ts";

/**
 * Checks that the selected releases are those of the working tree: what is built and packed is what is checked out.
 *
 * @throws SLUICE_VERSION_MISMATCH with every package whose manifest has another version
 */
export function checkSelectedVersions(selected: readonly SelectedRelease[]): void {
  const problems: string[] = [];
  for (const { gitTag, packages } of selected) {
    for (const { package: source, version } of packages) {
      if (source.versionManifest === null || source.version === version) continue;
      problems.push(`${gitTag} is to release ${version}, and ${source.versionManifest} has ${source.version}`);
    }
  }
  if (problems.length === 0) return;
  throw new SluiceError("SLUICE_VERSION_MISMATCH", problems.join("\n"), {
    hint: "Check out the commit of the release (`git checkout <tag>`), or commit the versions first with `sluice release version`.",
  });
}

/**
 * Checks that a release plan is what the working tree holds.
 *
 * @param isInHistory whether the plan's commit is in the history of the commit that is checked out
 * @param changelogs content of CHANGELOG.md by package name
 * @throws SLUICE_PLAN_OUTDATED with everything that differs
 */
export function checkPlanApplied(options: { plan: ReleasePlan; isInHistory: boolean; changelogs: ReadonlyMap<string, string> }): void {
  const { plan, isInHistory, changelogs } = options;
  const problems = isInHistory ? [] : [`the plan is of the commit ${plan.commit}, which is not in the history of what is checked out`];
  for (const { name, newVersion, bump, changelog } of plan.packages) {
    if (bump === "none") continue;
    const section = findChangelogSection(changelogs.get(name) ?? "", newVersion);
    if (section !== changelog) problems.push(`the changelog of ${name} does not say of ${newVersion} what the plan says`);
  }
  if (problems.length === 0) return;
  throw new SluiceError("SLUICE_PLAN_OUTDATED", `The plan ${plan.digest} is not what is checked out: ${problems.join("; ")}`, {
    hint: "Publish from the commit that applied the plan, or without --plan.",
  });
}
