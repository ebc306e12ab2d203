import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { posix } from "node:path";
import { lowerBound } from "@sluice/core/quick";
import type { Repository, Tree, TreeListing, WorkingTree } from "@sluice/git";
import { diskPath } from "./disk-path.ts";
import { createVerifiedReader } from "./read-verified.ts";

/** The files of one state of the repository: a commit, or the working tree. */
export interface RepositoryFiles {
  /** Absolute path of the working tree's top. */
  root: string;
  /** Paths, sorted. */
  files: string[];
  /** Text by path; null when it is no file there. */
  readFile: (path: string) => Promise<string | null>;
  /** Text by path, not kept for the next time: for the many files that are looked through once. */
  readSource: (path: string) => Promise<string | null>;
  /** What a symbolic link says; null for any other file, and where there is none. */
  readLink: (path: string) => Promise<string | null>;
  /** Whether git knows it as a symbolic link. */
  isLink: (path: string) => boolean;
  /** All that are one; null where any file may be. */
  links: ReadonlySet<string> | null;
  /** Id of what a file says: the same id, the same text. Null when it is not known; a link's is that of the link. */
  idOf: (path: string) => string | null;
  /** What git says of them, for other threads; null when it was not asked. */
  listing: TreeListing | null;
}

/** How many files one git process reads: a repository's whole text is more than has to be held at once. */
const BATCH = 4000;

/**
 * The files of a commit, from the working tree where that has the same content. Others that are asked for together are read by few
 * git processes: whoever reads a hundred manifests asks for them all before it waits.
 */
export async function readRevisionFiles(repository: Repository, revision: string): Promise<RepositoryFiles> {
  const { files, idOf, links, listing } = await repository.readTree(revision);
  const { root } = repository;
  const disk = createVerifiedReader();
  // Most repositories have none, and each file is asked about.
  const isLink = links.size === 0 ? () => false : (path: string) => links.has(path);
  const kept = new Map<string, Promise<string | null>>();
  let wanted = new Map<string, PromiseWithResolvers<string | null>>();

  async function readWanted(): Promise<void> {
    await Promise.resolve();
    const all = [...wanted];
    wanted = new Map();
    for (let start = 0; start < all.length; start += BATCH) {
      const batch = all.slice(start, start + BATCH);
      try {
        const found = await repository.readBlobs(batch.map(([id]) => id));
        for (const [id, { resolve }] of batch) resolve(found.get(id) ?? null);
      } catch (error) {
        for (const [, { reject }] of batch) reject(error);
      }
    }
  }

  function readSource(path: string): Promise<string | null> {
    const id = idOf(path);
    if (id === null) return Promise.resolve(null);
    const known = isLink(path) ? null : disk.read(`${root}/${path}`, id);
    if (known !== null) return Promise.resolve(known.toString("utf8"));
    if (wanted.size === 0) void readWanted();
    const text = wanted.get(id) ?? Promise.withResolvers<string | null>();
    wanted.set(id, text);
    return text.promise;
  }

  function readText(path: string): Promise<string | null> {
    const text = kept.get(path) ?? readSource(path);
    kept.set(path, text);
    return text;
  }

  return {
    root,
    files,
    readFile: readText,
    readSource,
    readLink: async (path) => (isLink(path) ? readText(path) : null),
    isLink,
    links,
    idOf,
    listing,
  };
}

/** The same files, with the text of a symbolic link's target for the link, as a disk gives it. */
export function followingLinks(files: RepositoryFiles): RepositoryFiles {
  if (files.links?.size === 0) return files;
  const readText = async (path: string, hops = 0): Promise<string | null> => {
    const target = hops < 10 ? await files.readLink(path) : null;
    return target === null ? files.readFile(path) : readText(placeOfTarget(path, target), hops + 1);
  };
  return { ...files, readFile: (path) => readText(path) };
}

/** Whether one of the paths is a symbolic link to something that is none of the files. */
export async function leadElsewhere(paths: readonly string[], { files, isLink, readLink }: RepositoryFiles): Promise<boolean> {
  for (const path of paths) {
    const target = isLink(path) ? await readLink(path) : "";
    if (target === "") continue;
    const place = target === null || posix.isAbsolute(target) ? null : placeOfTarget(path, target);
    if (place === null || files[lowerBound(files, place)] !== place) return true;
  }
  return false;
}

function placeOfTarget(link: string, target: string): string {
  return posix.join(posix.dirname(link), target);
}

/** A working tree, by the commit that is checked out and what differs from it. */
export interface ComparedTree {
  commit: string;
  workingTree: WorkingTree;
}

/**
 * The files of the working tree, as the disk has them, and those that a sparse checkout leaves out as the commit has them. Synchronous below: for
 * a few thousand small files it is quicker.
 */
export async function readWorkingTreeFiles(repository: Repository, compared: ComparedTree | null): Promise<RepositoryFiles> {
  const { root } = repository;
  const { files, idOf, links, listing } = compared === null ? await listUnknown(repository) : await listCompared(repository, compared);
  const readText =
    compared?.workingTree.isSparse === true ? await sparseReader(repository, compared) : (path: string) => readDiskFile(root, path);
  return {
    root,
    files,
    readFile: readText,
    readSource: readText,
    readLink: (path) => nullIf(["ENOENT", "ENOTDIR", "EINVAL"], () => readlinkSync(diskPath(root, path))),
    isLink: (path) => links === null || links.has(path),
    links,
    idOf,
    listing,
  };
}

/** What is neither on the disk nor reported as changed is left out. */
async function sparseReader(repository: Repository, { commit, workingTree }: ComparedTree): Promise<RepositoryFiles["readFile"]> {
  const committed = await readRevisionFiles(repository, commit);
  const changed = new Set(workingTree.changes.map(({ path }) => path));
  return async (path) => {
    const text = await readDiskFile(repository.root, path);
    return text === null && !changed.has(path) ? committed.readFile(path) : text;
  };
}

/** What may be a link, nobody said: null. */
async function listUnknown(repository: Repository): Promise<Pick<Tree, "files" | "idOf"> & { links: null; listing: null }> {
  return { files: await repository.listFiles(), idOf: () => null, links: null, listing: null };
}

/** What does not differ is as the commit has it; what a sparse checkout leaves out does not. */
async function listCompared(repository: Repository, { commit, workingTree }: ComparedTree): Promise<Tree> {
  const tree = await repository.readTree(commit);
  const { changes } = workingTree;
  if (changes.length === 0) return tree;
  const links = new Set(tree.links);
  const changed = new Set(changes.map(({ path }) => path));
  const { bytes, starts } = tree.listing;
  const same = tree.files.map((path, index) => ({ path, start: starts[index] ?? -1 })).filter(({ path }) => !changed.has(path));
  const others = changes.filter(({ status }) => status !== "deleted").map(({ path }) => ({ path, start: -1 }));
  const entries = [...same, ...others].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path } of changes) {
    links.delete(path);
    if (lstatSync(diskPath(repository.root, path), { throwIfNoEntry: false })?.isSymbolicLink()) links.add(path);
  }
  return {
    files: entries.map(({ path }) => path),
    idOf: (path) => (changed.has(path) ? null : tree.idOf(path)),
    links,
    listing: { bytes, starts: Int32Array.from(entries, ({ start }) => start) },
  };
}

/** Text of one file of the working tree; null when it is no file there, or too long for a text. */
export function readDiskFile(root: string, path: string): Promise<string | null> {
  return nullIf(["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ERR_STRING_TOO_LONG"], () => readFileSync(diskPath(root, path), "utf8"));
}

async function nullIf(codes: readonly string[], read: () => string): Promise<string | null> {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && codes.includes(String(error.code))) return null;
    throw error;
  }
}
