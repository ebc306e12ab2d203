import { readReleaseInput } from "@sluice/release";
import { execa } from "execa";
import type { History } from "./history.ts";
import { inClone } from "./in-clone.ts";
import { noChoices } from "./no-choices.ts";
import { checkOutRelease, readTaggedReleases } from "./read-commits-release.ts";
import type { RecordedBumps, RecordedCommitsRelease } from "./recorded-history.ts";
import { planCommitsRelease, revisionOf } from "./replay-recorded.ts";

/**
 * The commits of each stable release of a repository with conventional commits, oldest first, without the words of their messages.
 *
 * @param limit how many, from the newest on
 * @param patch types of commits that make a patch there, besides those of the default table
 */
export async function recordCommits(
  history: History,
  { limit, patch }: { limit: number; patch: readonly string[] },
): Promise<RecordedBumps & { releases: RecordedCommitsRelease[] }> {
  return inClone(history, async (clone) => {
    const all = await readTaggedReleases(history);
    const recorded: RecordedCommitsRelease[] = [];
    let told: RecordedBumps | undefined;
    for (const release of all.slice(0, limit)) {
      const found = await checkOutRelease(clone, release, all);
      if (found === null) continue;
      const { name, last, repository, configuration, workspace } = found;
      const { packages, config } = await readReleaseInput({ repository, workspace, ...noChoices });
      const bumps = { ...configuration.release.commitBumps, ...Object.fromEntries(patch.map((type) => [type, "patch"] as const)) };
      told ??= { bumps, config: { ...config, ignore: [] } };
      const { stdout: base } = await execa("git", ["rev-parse", `${last.gitTag}^{commit}`], { cwd: clone });
      const roots = packages.map((entry) => [entry.name, entry.root] as const).toSorted((a, b) => b[1].length - a[1].length);
      const packageOf = (path: string): string | undefined => roots.find(([, root]) => root === "." || path.startsWith(`${root}/`))?.[0];
      const own = (await repository.commitsWithFiles({ base, head: release.gitTag }))
        .filter(({ parents }) => parents.length < 2)
        .map((commit) => ({ ...commit, touched: [...new Set(commit.files.map(({ path }) => packageOf(path)))] }))
        .filter(({ touched }) => touched.includes(name));
      const revisions = own.map(({ revision }) => revision);
      const commits = own.map(({ message, touched }) => {
        const names = touched.filter((other) => other !== undefined).toSorted();
        return [reduceMessage(message, revisions), ...(names.length === 1 ? [] : names)];
      });
      const facts = { gitTag: release.gitTag, package: name, last: last.version, version: release.version, commits };
      const planned = await planCommitsRelease(facts, told);
      recorded.unshift(planned === release.version ? facts : { ...facts, otherwise: { reason: "", planned: { [name]: planned } } });
    }
    if (told === undefined) throw new Error("there is no release to record");
    return { ...told, releases: recorded };
  });
}

/** What counts of a message: types, scopes, marks of what breaks, and which commit is taken back. */
function reduceMessage(message: string, revisions: readonly string[]): string {
  const [header = "", ...body] = message.split(/\r?\n/);
  const lines = body.flatMap((line) => {
    if (/^[*-] +[\w-]+(?:\([^)]*\))?!?: /.test(line)) return [reduceHeader(line)];
    if (/^[\s|*]*BREAKING[ -]CHANGE[:\s]/i.test(line)) return ["BREAKING CHANGE: …"];
    const hash = /This reverts commit (\w+)/i.exec(line)?.[1];
    if (hash === undefined) return [];
    const index = revisions.findIndex((revision) => revision.startsWith(hash));
    return [`This reverts commit ${index < 0 ? hash : revisionOf(index)}.`];
  });
  return [reduceHeader(header), ...(lines.length === 0 ? [] : ["", ...lines])].join("\n");
}

function reduceHeader(header: string): string {
  const revert = /^revert(?=:?\s)/i.exec(header);
  const [, kept] = /^((?:[*-] +)?[\w-]+(?:\([^)]*\))?!?: +)\S/.exec(header) ?? [];
  if (kept !== undefined) return `${kept}…`;
  return revert === null ? "…" : `${revert[0]} "…"`;
}
