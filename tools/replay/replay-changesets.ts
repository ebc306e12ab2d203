import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository } from "@sluice/git";
import { applyReleasePlan, noIndexes } from "@sluice/release";
import { execa } from "execa";
import { compareManifests } from "./compare-manifests.ts";
import type { History } from "./history.ts";
import type { ReplayedRelease } from "./replayed-release.ts";

/**
 * Makes every release of a repository that uses changesets once more: what stood before its commit (manifests and changesets alone) is
 * versioned by Sluice, and compared with the commit.
 *
 * @param limit how many, from the newest on
 */
export async function replayChangesets(history: History, limit: number): Promise<ReplayedRelease[]> {
  const replayed: ReplayedRelease[] = [];
  for (const commit of await findReleases(history)) {
    if (replayed.length >= limit) break;
    const release = await replay(history, commit);
    if (release.packages > 0) replayed.push(release);
  }
  return replayed;
}

/** Commits that write changelogs and consume changesets. */
async function findReleases({ git }: History): Promise<string[]> {
  const consuming = await git("log", "--first-parent", "--format=%H", "--diff-filter=DMR", "--", ".changeset/*.md", ".changeset/pre.json");
  const writing = await git("log", "--first-parent", "--format=%H", "--diff-filter=AM", "--", "*CHANGELOG.md");
  const both = new Set(writing.split("\n"));
  return consuming.split("\n").filter((commit) => both.has(commit));
}

async function replay(history: History, commit: string): Promise<ReplayedRelease> {
  const name = (await history.git("log", "-1", "--format=%h %cs %s", commit)).trim();
  const files = await history.list(`${commit}~`);
  const manifests = files.filter((path) => /(^|\/)package\.json$/.test(path) && !/(^|\/)(node_modules|fixtures|__fixtures__)\//.test(path));
  const others = files.filter((path) => path === "pnpm-workspace.yaml" || /^\.changeset\/.*\.(md|json)$/.test(path));
  const before = await history.read(`${commit}~`, [...manifests, ...others]);
  const after = new Set(await history.list(commit));
  const really = await history.read(
    commit,
    manifests.filter((path) => after.has(path)),
  );
  const packages = [...really].filter(([path, text]) => versionOf(text) !== versionOf(before.get(path) ?? "{}")).length;
  const release = { name, packages, differences: [], failure: null, reason: null };
  // Before changesets 2 a changeset was a folder.
  if (packages === 0 || !before.has(".changeset/config.json")) return { ...release, packages: 0 };
  const written = forChangesets3(before);
  const ours = await tryVersion(written, versionWithSluice);
  const differences = compareManifests({ before, really, replayed: ours.manifests });
  if (ours.failure === null && differences.length === 0) return release;
  const theirs = await tryVersion(written, versionWithChangesets);
  const isSame = (ours.failure !== null && theirs.failure !== null) || isEqual(ours.manifests, theirs.manifests);
  return { ...release, differences, failure: ours.failure, reason: isSame ? "as the changesets of today has it" : null };
}

function isEqual(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size > 0 && compareManifests({ before: a, really: a, replayed: b }).length === 0;
}

function versionOf(text: string): unknown {
  return Object(JSON.parse(text)).version;
}

/** What older changesets wrote in other words. */
function forChangesets3(files: ReadonlyMap<string, string>): Map<string, string> {
  const { changesets: consumed = [] } = Object(JSON.parse(files.get(".changeset/pre.json") ?? "{}"));
  const moved = new Map<string, string>();
  for (const [path, text] of files) {
    const id = path.replace(/^\.changeset\/|\.md$/g, "");
    // Until changesets 2 prerelease mode listed what it had consumed; now it puts it aside.
    moved.set(Array.isArray(consumed) && consumed.includes(id) ? `.changeset/pre/${id}.md` : path, text);
  }
  const config = Object(JSON.parse(files.get(".changeset/config.json") ?? "{}"));
  // A changelog of the repository's own is a program, which is not run here.
  moved.set(".changeset/config.json", JSON.stringify({ ...config, changelog: false, $schema: undefined }));
  return moved;
}

interface Versioned {
  /** By path; empty when it failed. */
  manifests: Map<string, string>;
  failure: string | null;
}

/** The manifests as a tool versions them. */
async function tryVersion(files: ReadonlyMap<string, string>, version: (folder: string) => Promise<unknown>): Promise<Versioned> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-replay-")));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${text}\n`);
    }
    const identity = ["-c", "user.name=replay", "-c", "user.email=replay@example.com", "-c", "commit.gpgsign=false"];
    await execa("git", ["init", "--quiet"], { cwd: folder });
    await execa("git", ["add", "--all", "--force"], { cwd: folder });
    await execa("git", [...identity, "commit", "--quiet", "--message", "before"], { cwd: folder });
    await version(folder);
    const paths = [...files.keys()].filter((path) => path.endsWith("package.json"));
    const manifests = await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")] as const));
    return { manifests: new Map(manifests), failure: null };
  } catch (error) {
    return { manifests: new Map(), failure: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function versionWithSluice(folder: string): Promise<void> {
  const repository = await openRepository(folder);
  const configuration = parseConfiguration({}, "replay");
  const workspace = await readWorkspace({ root: folder, files: await repository.listFiles(), configuration });
  await applyReleasePlan({
    repository,
    workspace,
    remote: "origin",
    images: [],
    ignore: [],
    commitBumps: null,
    branch: null,
    registry: null,
    indexes: noIndexes,
    repositoryUrl: null,
    dryRun: false,
  });
}

async function versionWithChangesets(folder: string): Promise<void> {
  const changeset = join(import.meta.dirname, "../../node_modules/@changesets/cli/bin.js");
  // It asks the lockfile which package manager there is.
  const isPnpm = await readFile(join(folder, "pnpm-workspace.yaml"), "utf8").catch(() => null);
  await writeFile(join(folder, isPnpm === null ? "package-lock.json" : "pnpm-lock.yaml"), isPnpm === null ? "{}" : "");
  await execa(process.execPath, [changeset, "version"], { cwd: folder });
}
