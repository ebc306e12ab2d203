import { SluiceError } from "@sluice/core/quick";
import { type Git, gitFailed, gitText } from "../run/run-git.ts";

/** The object a reference of the remote (`refs/heads/main`) stands for; null when it has none of that name. */
export async function remoteRef(git: Git, remote: string, reference: string): Promise<string | null> {
  await checkReference(git, reference);
  const text = await gitText(git, ["ls-remote", "--end-of-options", remote, reference]);
  for (const line of text.split("\n")) {
    const [revision = "", name = ""] = line.split("\t");
    if (name === reference) return revision;
  }
  return null;
}

/** A reference of a remote to move, make or delete, and what it has to be before. */
export interface RefUpdate {
  remote: string;
  /** Full name: `refs/heads/release`. */
  reference: string;
  /** Object it is to stand for; null deletes it. */
  revision: string | null;
  /** What it stands for now, as somebody looked; null for a reference that is not to be there. */
  expected: string | null;
  /** What the server is told with the push, as `git push --push-option` has it: one line each. */
  pushOptions?: readonly string[];
}

/**
 * Moves one reference of a remote if it still stands where it is expected: a push with a lease, which the server decides.
 * Throws SLUICE_REF_MOVED when it stands elsewhere.
 */
export async function updateRemoteRef(git: Git, { remote, reference, revision, expected, pushOptions = [] }: RefUpdate): Promise<void> {
  await checkReference(git, reference);
  const lease = `--force-with-lease=${reference}:${expected ?? ""}`;
  const options = [lease, "--porcelain", "--no-follow-tags", "--no-verify", "--recurse-submodules=no"];
  const told = pushOptions.map((option) => `--push-option=${option}`);
  const args = ["push", ...options, ...told, "--end-of-options", remote, `${revision ?? ""}:${reference}`];
  const output = await git(args);
  if (output.exitCode === 0) return;
  const said = `${output.stdout.toString("utf8")}\n${output.stderr}`;
  if (/stale info|already exists|cannot lock ref|fetch first|failed to lock/i.test(said)) {
    throw new SluiceError(
      "SLUICE_REF_MOVED",
      `${reference} of ${remote} is no longer where it was looked at: somebody moved it meanwhile`,
      {
        hint: "Run the same command again: it looks again.",
      },
    );
  }
  throw gitFailed(args, output);
}

async function checkReference(git: Git, reference: string): Promise<void> {
  if (reference.startsWith("refs/") && (await git(["check-ref-format", reference])).exitCode === 0) return;
  throw new SluiceError("SLUICE_BAD_REFERENCE", `${JSON.stringify(reference)} cannot be the name of a git reference`, {
    hint: "See `git help check-ref-format` for what a name may hold.",
  });
}
