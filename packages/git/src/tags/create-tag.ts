import { SluiceError } from "@sluice/core/quick";
import { type Git, gitFailed } from "../run/run-git.ts";
import { findRevision, resolveRevision } from "../revisions/resolve-revision.ts";

/** A tag to make. Always annotated: `git push --follow-tags` and `git describe` pass over the others. */
export interface NewTag {
  name: string;
  revision: string;
  message: string;
  /** Who makes it, where git itself does not know (`user.name`), as on a fresh runner. */
  tagger?: { name: string; email: string };
}

/**
 * Makes an annotated tag. Throws SLUICE_TAG_EXISTS when there is one of that name, wherever it points, and
 * SLUICE_BAD_TAG_NAME, SLUICE_UNKNOWN_REVISION.
 */
export async function createTag(git: Git, { name, revision, message, tagger }: NewTag): Promise<void> {
  checkTagName(name);
  // One process for each tag: a release may have hundreds, and git itself says what is wrong.
  const commit = /^[0-9a-f]{40,64}$/.test(revision) ? revision : await resolveRevision(git, revision);
  const identity = tagger === undefined ? [] : ["-c", `user.name=${tagger.name}`, "-c", `user.email=${tagger.email}`];
  const args = [...identity, "tag", "--annotate", "--cleanup=verbatim", "--file=-", name, commit];
  const output = await git(args, { input: message.endsWith("\n") ? message : `${message}\n` });
  if (output.exitCode === 0) return;
  const existing = await findRevision(git, `refs/tags/${name}`);
  if (existing !== null) throw tagExists(name, `stands for ${existing}`);
  // A commit that is not here is told as such.
  await resolveRevision(git, revision);
  throw gitFailed(args.slice(identity.length), output);
}

/** Pushes tags to a remote in one push, all or none. A tag that is there with another target is SLUICE_TAG_EXISTS. */
export async function pushTags(git: Git, remote: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  for (const name of names) checkTagName(name);
  const references = names.map((name) => `refs/tags/${name}:refs/tags/${name}`);
  // A user's push.followTags would push further tags along.
  const options = ["--atomic", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];
  const args = ["push", ...options, "--end-of-options", remote, ...references];
  const output = await git(args);
  if (output.exitCode === 0) return;
  const rejected = /^!\trefs\/tags\/(.+?):.*already exists/m.exec(output.stdout.toString("utf8"));
  if (rejected !== null) throw tagExists(rejected[1] ?? "", `is on ${remote} with another target`);
  throw gitFailed(args, output);
}

/** What git-check-ref-format(1) forbids, below `refs/tags/`: control characters, patterns, and parts of revisions. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/;

function checkTagName(name: string): void {
  if (name !== "" && !name.startsWith("-") && !forbidden.test(name)) return;
  throw new SluiceError("SLUICE_BAD_TAG_NAME", `${JSON.stringify(name)} cannot be the name of a git tag`, {
    hint: "See `git help check-ref-format` for what a name may hold.",
  });
}

function tagExists(name: string, where: string): SluiceError {
  return new SluiceError("SLUICE_TAG_EXISTS", `The git tag ${name} exists already and ${where}`, {
    hint: `Look at it with \`git show ${name}\`. A released tag should not move: choose the next version.`,
  });
}
