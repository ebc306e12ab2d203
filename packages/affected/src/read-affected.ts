import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Configuration, Warning } from "@sluice/core";
import type { Workspace } from "@sluice/ecosystems";
import type { Repository } from "@sluice/git";
import type { GitHub, GitHubEvent } from "@sluice/github";
import { type Base, knownBase } from "./base/base.ts";
import { readBase } from "./base/read-base.ts";
import { computeAffected } from "./compute/compute-affected.ts";
import type { ImageInputs } from "./compute/compute-images.ts";
import { givenFiles } from "./reading/given-files.ts";
import { readLockfileChanges } from "./reading/read-lockfile-changes.ts";
import { readRevisionFiles, type RepositoryFiles } from "./reading/revision-files.ts";
import type { AffectedResult, ChangedFile } from "./result.ts";

/** What {@link readAffected} looks at, and how it reads what other packages know about. */
export interface ReadAffectedOptions {
  repository: Repository;
  configuration: Pick<Configuration, "defaultBranch" | "remote" | "affected">;
  /** The event of a workflow run; null on a person's machine. */
  event: GitHubEvent | null;
  /** To ask for the last green run; null without a token. */
  github: GitHub | null;
  /** Reads projects and dependencies from a state of the repository. */
  readWorkspace: (files: RepositoryFiles) => Promise<Workspace>;
  /** Reads the images; `files` are paths that count as being there, which a change may have deleted. */
  readImages: (workspace: Workspace, files: readonly string[]) => Promise<{ images: readonly ImageInputs[]; warnings: readonly Warning[] }>;
  /** A revision to compare with, in place of the one that event and branch suggest. */
  base?: string | undefined;
  /** A revision to look at, in place of the working tree. Images are read from the working tree all the same. */
  head?: string | undefined;
  /** Changed files, in place of what git says; absolute or from `cwd`. */
  files?: readonly string[] | undefined;
  /** Absolute path that `files` start from. */
  cwd: string;
}

/** The answer, with the graph it comes from. */
export interface Affected {
  result: AffectedResult;
  workspace: Workspace;
  previousWorkspace: Workspace | null;
}

/**
 * Reads what a change affects: the base, the changed files, the workspace at both ends, lockfiles and images; then
 * {@link computeAffected}. May fetch history in a shallow clone; writes nothing else.
 *
 * Throws SLUICE_UNKNOWN_REVISION for a `base` or `head` that does not exist, SLUICE_FILE_OUTSIDE, and what the readers throw.
 */
export async function readAffected(options: ReadAffectedOptions): Promise<Affected> {
  const { repository, configuration, readWorkspace } = options;
  const head = options.head === undefined ? null : await repository.resolveRevision(options.head);
  const after = head === null ? await workingTree(repository) : await readRevisionFiles(repository, head);
  const change = options.files === undefined ? await readChange(options, head) : await givenChange(options, options.files, after);
  const before = change.previousRevision === null ? null : await readRevisionFiles(repository, change.previousRevision);

  const workspace = await readWorkspace(after);
  // Without a changed file the graph is the same; reading it again would tell nothing.
  const previousWorkspace = before === null || change.changedFiles.length === 0 ? null : await readWorkspace(before);
  const lockfileChanges = await readLockfileChanges({
    workspace,
    previousWorkspace,
    changedFiles: change.changedFiles,
    readBefore: change.isComparable && before !== null ? before.readFile : null,
    readAfter: after.readFile,
  });
  const { images, warnings } = await readImageInputs(options, workspace, after.files, change.changedFiles);
  const result = computeAffected({
    base: change.base,
    head: { revision: head },
    changedFiles: change.changedFiles,
    workspace,
    previousWorkspace,
    lockfileChanges,
    images,
    configuration: configuration.affected,
    warnings,
  });
  return { result, workspace, previousWorkspace };
}

interface Change {
  base: Base;
  changedFiles: ChangedFile[];
  /** The state before, for graph and lockfiles. */
  previousRevision: string | null;
  /** Whether a file's text before is its text at `previousRevision`. */
  isComparable: boolean;
}

async function readChange(
  { repository, configuration, event, github, base: given }: ReadAffectedOptions,
  head: string | null,
): Promise<Change> {
  const base = await readBase({ repository, configuration, event, github, base: given, head });
  const { revision } = base;
  const changedFiles = revision === null ? [] : await repository.diffFiles({ base: revision, head });
  return { base, changedFiles, previousRevision: revision, isComparable: revision !== null };
}

/** Files that somebody names may have changed since any commit; the last one still tells which projects there were. */
async function givenChange(
  { repository, cwd }: ReadAffectedOptions,
  given: readonly string[],
  { files }: RepositoryFiles,
): Promise<Change> {
  const changedFiles = givenFiles(given, { root: repository.root, cwd, files });
  const base: Base = { ...knownBase("", "argument"), revision: null };
  return { base, changedFiles, previousRevision: await repository.headRevision(), isComparable: false };
}

async function workingTree(repository: Repository): Promise<RepositoryFiles> {
  const files = await repository.listFiles();
  return {
    files,
    readFile: async (path) => {
      try {
        return await readFile(join(repository.root, path), "utf8");
      } catch (error) {
        if (error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(String(error.code))) return null;
        throw error;
      }
    },
  };
}

/**
 * The images as they are, each with the deleted files it was made from too: what a pattern matched and matches no longer.
 * A deleted Dockerfile is no image.
 */
async function readImageInputs(
  { readImages }: ReadAffectedOptions,
  workspace: Workspace,
  files: readonly string[],
  changed: readonly ChangedFile[],
) {
  const { images, warnings } = await readImages(workspace, files);
  const deleted = changed
    .filter(({ path, status }) => status === "deleted" && !/(Docker|Container)file/i.test(path))
    .map(({ path }) => path);
  if (images.length === 0 || deleted.length === 0) return { images, warnings };
  const withDeleted = await readImages(workspace, [...new Set([...files, ...deleted])].sort());
  const further = new Map(withDeleted.images.map(({ name, inputs }) => [name, inputs]));
  return {
    images: images.map((image) => ({ ...image, inputs: [...new Set([...image.inputs, ...(further.get(image.name) ?? [])])] })),
    warnings,
  };
}
