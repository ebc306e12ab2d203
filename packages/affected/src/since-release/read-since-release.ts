import { FETCH_ALL } from "../base/base.ts";
import { fetchTags } from "../base/history.ts";
import { lastReleaseTag } from "../base/previous-release-tag.ts";
import type { Answer } from "../memory/answer.ts";
import { readAffected, readAnswer, type ReadAffectedOptions } from "../read-affected.ts";
import { assembleSinceRelease, type ReleaseGroup } from "./assemble-since-release.ts";

/**
 * Compares each project with its own last release: the highest of its release tags in the history of the head, which a shallow clone gets
 * first. Projects that were released at one commit are compared at once. Throws as `readAffected`, and SLUICE_UNKNOWN_REVISION in a repository
 * without a commit.
 */
export async function readSinceRelease(options: Omit<ReadAffectedOptions, "base" | "files">): Promise<Answer> {
  const { repository, configuration } = options;
  const tip = await repository.resolveRevision(options.head ?? "HEAD");
  if (await repository.isShallow()) await fetchTags({ repository, remote: configuration.remote, tip });
  const { workspace, result: now } = await readAffected({ ...options, base: tip });
  const tags = new Map((await repository.tagsReachableFrom(tip)).map((tag) => [tag.name, tag]));
  const names = [...tags.keys()];
  const released = new Map<string, { time: Date; projects: Set<string> }>();
  const neverReleased = [];
  for (const project of workspace.projects) {
    const tag = tags.get(lastReleaseTag(project, names) ?? "");
    if (tag === undefined) {
      neverReleased.push(project);
      continue;
    }
    const group = released.get(tag.revision) ?? { time: tag.time, projects: new Set<string>() };
    released.set(tag.revision, group);
    group.projects.add(project.name);
  }
  const groups: ReleaseGroup[] = [];
  for (const [base, { projects }] of [...released].sort(([, a], [, b]) => a.time.getTime() - b.time.getTime())) {
    const { result } = await readAnswer({ ...options, base });
    groups.push({ projects, result });
  }
  const result = assembleSinceRelease(groups, neverReleased, now.head.revision);
  if (await repository.isShallow()) {
    const message = `The clone is shallow and its history cannot be fetched, so release tags may be missing: ${neverReleased.length} projects seem never to have been released, others may have been compared with another release. ${FETCH_ALL}`;
    result.warnings.push({ code: "SLUICE_SHALLOW_HISTORY", message });
  }
  return { result, projects: workspace.projects.map(({ name }) => name) };
}
