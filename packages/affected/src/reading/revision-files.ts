import type { Repository } from "@sluice/git";

/** The files of one state of the repository: a commit, or the working tree. */
export interface RepositoryFiles {
  /** Paths, sorted. */
  files: string[];
  /** Text by path; null when it is no file there. */
  readFile: (path: string) => Promise<string | null>;
}

/**
 * The files of a commit. Files that are asked for together are read by one git process: whoever reads a hundred
 * manifests asks for them all before it waits.
 */
export async function readRevisionFiles(repository: Repository, revision: string): Promise<RepositoryFiles> {
  const files = await repository.listFilesAt(revision);
  const known = new Set(files);
  const texts = new Map<string, string | null>();
  let wanted = new Set<string>();
  let batch: Promise<void> | null = null;

  async function readWanted(): Promise<void> {
    await Promise.resolve();
    const paths = [...wanted];
    wanted = new Set();
    batch = null;
    const found = await repository.readFilesAt(revision, paths);
    for (const path of paths) texts.set(path, found.get(path) ?? null);
  }

  async function readFile(path: string): Promise<string | null> {
    if (!known.has(path)) return null;
    if (!texts.has(path)) {
      wanted.add(path);
      batch ??= readWanted();
      await batch;
    }
    return texts.get(path) ?? null;
  }

  return { files, readFile };
}
