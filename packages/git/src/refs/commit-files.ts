import { type Git, gitFailed, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";

/** A commit to make from texts, without a working tree. Paths are POSIX and from the root. */
export interface NewCommit {
  /** Revision of the only parent; its tree is where the changes go. */
  parent: string;
  message: string;
  author: { name: string; email: string };
  /** Files and their new texts; a file that is there keeps its mode. */
  writes: readonly { path: string; text: string }[];
  deletes: readonly string[];
}

/** Taken by the import alone, and given back at its end. */
const reference = "refs/sluice/import";

/**
 * Makes a commit on top of `parent`, which no branch points to: HEAD, index and working tree stay as they are. It bears
 * the time of its parent, so that the same changes give the same commit. Throws SLUICE_UNKNOWN_REVISION.
 */
export async function commitFiles(git: Git, { parent, message, author, writes, deletes }: NewCommit): Promise<string> {
  const commit = await resolveRevision(git, parent);
  const seconds = (await gitText(git, ["log", "-1", "--format=%ct", commit, "--"])).trim();
  const modes = await readModes(
    git,
    commit,
    writes.map(({ path }) => path),
  );
  const lines = [
    `commit ${reference}`,
    "mark :1",
    `committer ${author.name.replaceAll(/[<>\n]/g, "")} <${author.email.replaceAll(/[<>\n]/g, "")}> ${seconds} +0000`,
    data(message),
    `from ${commit}`,
    ...deletes.map((path) => `D ${quote(path)}`),
    ...writes.flatMap(({ path, text }) => [`M ${modes.get(path) ?? "100644"} inline ${quote(path)}`, data(text)]),
    "get-mark :1",
    `reset ${reference}`,
    `from ${"0".repeat(commit.length)}`,
    "",
    "done",
    "",
  ];
  const args = ["fast-import", "--quiet", "--done", "--force"];
  const output = await git(args, { input: lines.join("\n") });
  if (output.exitCode !== 0) throw gitFailed(args, output);
  return output.stdout.toString("utf8").trim();
}

async function readModes(git: Git, commit: string, paths: readonly string[]): Promise<Map<string, string>> {
  const modes = new Map<string, string>();
  if (paths.length === 0) return modes;
  const text = await gitText(git, ["ls-tree", "-r", "-z", commit, "--", ...paths]);
  for (const entry of text.split("\0")) {
    const match = /^(100644|100755) blob [0-9a-f]+\t(.*)$/s.exec(entry);
    if (match !== null) modes.set(match[2] ?? "", match[1] ?? "");
  }
  return modes;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

/** A path in fast-import's C style. */
function quote(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
