import type { History } from "./history.ts";

/** A release that changesets made, as its commit shows it. */
export interface ChangesetsRelease {
  name: string;
  /** How many packages got a new version. */
  packages: number;
  /** Manifests and changesets before it, by path. */
  before: Map<string, string>;
  /** The same in the words of changesets 3. */
  written: Map<string, string>;
  /** The manifests after it. */
  really: Map<string, string>;
}

/** Commits that write changelogs and consume changesets. */
export async function findChangesetsReleases({ git }: History): Promise<string[]> {
  const consuming = await git("log", "--first-parent", "--format=%H", "--diff-filter=DMR", "--", ".changeset/*.md", ".changeset/pre.json");
  const writing = await git("log", "--first-parent", "--format=%H", "--diff-filter=AM", "--", "*CHANGELOG.md");
  const both = new Set(writing.split("\n"));
  return consuming.split("\n").filter((commit) => both.has(commit));
}

/** Null for a commit that releases nothing, or was made before there was a `.changeset/config.json`. */
export async function readChangesetsRelease(history: History, commit: string): Promise<ChangesetsRelease | null> {
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
  // Before changesets 2 a changeset was a folder.
  if (packages === 0 || !before.has(".changeset/config.json")) return null;
  return { name, packages, before, written: forChangesets3(before), really };
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
