import { SluiceError } from "@sluice/core/quick";
import { type Git, gitFailed, gitText } from "../run/run-git.ts";

/** Whether history is cut off (`git clone --depth`, actions/checkout without `fetch-depth: 0`). */
export async function isShallow(git: Git): Promise<boolean> {
  return (await gitText(git, ["rev-parse", "--is-shallow-repository"])).trim() === "true";
}

/** What to fetch. */
export interface Fetch {
  remote: string;
  /** Full references or commit ids, or refspecs: `+refs/heads/main:refs/remotes/origin/main`. The remote's configured ones when empty. */
  refspecs?: readonly string[];
  /** `{ depth: n }`: that many commits from each tip; `{ deepen: n }`: that many more than now; `"all"`: the whole history. Git's default when left out. */
  history?: { depth: number } | { deepen: number } | "all";
  /** Fetch tags that point into what is fetched. */
  tags?: boolean;
}

/** Fetches from a remote. Throws SLUICE_GIT_FAILED when the remote or a reference cannot be had. */
export async function fetch(git: Git, { remote, refspecs = [], history, tags = false }: Fetch): Promise<void> {
  for (const name of [remote, ...refspecs]) checkFetchName(name);
  const depth = await depthOption(git, history);
  const args = [
    "fetch",
    "--quiet",
    "--no-auto-maintenance",
    "--no-recurse-submodules",
    tags ? "--tags" : "--no-tags",
    ...depth,
    "--end-of-options",
    remote,
    ...refspecs,
  ];
  const output = await git(args);
  if (output.exitCode !== 0) throw gitFailed(args, output);
}

async function depthOption(git: Git, history: Fetch["history"]): Promise<string[]> {
  if (history === undefined) return [];
  // git refuses --unshallow in a complete repository, and a --depth would make one shallow.
  if (!(await isShallow(git))) return [];
  if (history === "all") return ["--unshallow"];
  return "depth" in history ? [`--depth=${history.depth}`] : [`--deepen=${history.deepen}`];
}

function checkFetchName(name: string): void {
  if (name !== "" && !name.startsWith("-")) return;
  throw new SluiceError("SLUICE_GIT_FAILED", `${JSON.stringify(name)} cannot be fetched: it is no remote and no reference`);
}
