import { type Git, gitFailed, gitText } from "../run/run-git.ts";
import { fetch } from "../history/shallow.ts";

/** Makes a commit without files whose message is `text`, to hang a note on a reference of its own. Gives the commit. */
export async function makeNote(git: Git, text: string, author: { name: string; email: string }): Promise<string> {
  const tree = (await gitText(git, ["hash-object", "-t", "tree", "-w", "/dev/null"])).trim();
  const args = ["-c", `user.name=${author.name}`, "-c", `user.email=${author.email}`, "commit-tree", tree, "-F", "-"];
  const output = await git(args, { input: `${text}\n` });
  if (output.exitCode !== 0) throw gitFailed(args.slice(4), output);
  return output.stdout.toString("utf8").trim();
}

/** The text of a note that a reference of a remote stands for. It is fetched; no local reference is made. */
export async function readNote(git: Git, remote: string, reference: string): Promise<string> {
  await fetch(git, { remote, refspecs: [reference] });
  return (await gitText(git, ["log", "-1", "--format=%B", "FETCH_HEAD", "--"])).trimEnd();
}
