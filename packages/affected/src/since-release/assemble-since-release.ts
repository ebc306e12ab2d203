import type { Project } from "@sluice/ecosystems";
import { compareText } from "../compute/reason-set.ts";
import type { AffectedProject, AffectedResult } from "../result.ts";

/** Projects that were last released at one commit, and what happened since. */
export interface ReleaseGroup {
  /** Names. */
  projects: ReadonlySet<string>;
  /** The comparison with that commit. */
  result: AffectedResult;
}

/**
 * Puts comparisons with several releases together: of each, the projects that were released there and their images. A
 * project that was never released is affected as a whole. A file that changed since several releases is told once, as the
 * first of `groups` has it. There is no single base, unless all were released at one commit.
 */
export function assembleSinceRelease(
  groups: readonly ReleaseGroup[],
  neverReleased: readonly Project[],
  head: string | null,
): AffectedResult {
  const projects: AffectedProject[] = neverReleased.map(({ name, root, type, targets }) => ({
    name,
    root,
    type,
    targets: Object.keys(targets).sort(compareText),
    reasons: [{ kind: "unknown-base" }],
  }));
  const images: AffectedResult["images"] = neverReleased
    .filter(({ targets }) => "image" in targets)
    .map(({ name }) => ({ project: name, reasons: [{ kind: "unknown-base" }] }));
  const changedFiles = new Map<string, AffectedResult["changedFiles"][number]>();
  const warnings = new Map<string, AffectedResult["warnings"][number]>();
  for (const { projects: names, result } of groups) {
    projects.push(...result.projects.filter(({ name }) => names.has(name)));
    images.push(...result.images.filter(({ project }) => names.has(project)));
    for (const file of result.changedFiles) if (!changedFiles.has(file.path)) changedFiles.set(file.path, file);
    for (const warning of result.warnings) warnings.set(`${warning.code} ${warning.message}`, warning);
  }
  const [only, ...others] = groups;
  return {
    schemaVersion: 1,
    base: {
      revision: only !== undefined && others.length === 0 && neverReleased.length === 0 ? only.result.base.revision : null,
      source: "release-tag",
    },
    head: { revision: head },
    changedFiles: [...changedFiles.values()].sort((a, b) => compareText(a.path, b.path)),
    projects: projects.sort((a, b) => compareText(a.name, b.name)),
    images: images.sort((a, b) => compareText(a.project, b.project)),
    warnings: [...warnings].sort(([a], [b]) => compareText(a, b)).map(([, warning]) => warning),
  };
}
