import { lstatSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type ImportedName, importLanguageOf, scanContent } from "@sluice/ecosystems/scan";
import type { WorkingTree } from "@sluice/git";
import { diskPath } from "../reading/disk-path.ts";
import type { Change } from "./graph.ts";

const require = createRequire(import.meta.url);

/** A working tree that no git tree has: the tree of the commit that is checked out, and every file that differs from it. */
export interface EditedTree {
  /** Id of that git tree. */
  tree: string;
  /** Of all that is in the working tree: the same id, the same files with the same contents. */
  id: string;
  /** Sorted by path. */
  files: EditedFile[];
}

/** One file that differs. */
interface EditedFile {
  path: string;
  /** Id of what it says; null where it was deleted. */
  content: string | null;
  /** The git tree has it as well, as the same kind of file. */
  isModified: boolean;
  /** What it imports, where it is a source. */
  imports: ImportedName[];
}

/** More than a person edits between two commits; to read them all would take as long as what is saved by it. */
const MOST = 500;

/** Null where there are too many files, and where one of them is neither a file nor deleted: a link, or a repository of its own. */
export function readEditedTree(root: string, tree: string, { changes, isSparse }: WorkingTree): EditedTree | null {
  if (isSparse || changes.length > MOST) return null;
  const files: EditedFile[] = [];
  for (const { path, status, isRetyped } of changes) {
    const file = readEditedFile(root, path);
    if (file === null || (file.content === null) !== (status === "deleted")) return null;
    files.push({ path, ...file, isModified: status === "modified" && isRetyped !== true });
  }
  const contents = files.map(({ path, content, isModified }) => [path, content, isModified]);
  return { tree, id: `edited-${hash(JSON.stringify([tree, contents]))}`, files };
}

/** What differs between two working trees with the same commit checked out, as {@link Change} says it. */
export function changesBetween(before: EditedTree, after: EditedTree): Change[] {
  const [old, now] = [before, after].map(({ files }) => new Map(files.map((file) => [file.path, file])));
  const paths = [...new Set([...before.files, ...after.files].map(({ path }) => path))].sort();
  return paths.flatMap((path) => {
    const [was, is] = [old?.get(path), now?.get(path)];
    if (was === undefined || is === undefined) return [{ path, modified: (was ?? is)?.isModified === true }];
    return was.content === is.content ? [] : [{ path, modified: was.content !== null && is.content !== null }];
  });
}

function readEditedFile(root: string, path: string): Pick<EditedFile, "content" | "imports"> | null {
  const file = diskPath(root, path);
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return { content: null, imports: [] };
    if (!stats.isFile()) return null;
    const bytes = readFileSync(file);
    const imports = importLanguageOf(path) === null ? [] : scanContent(bytes, path);
    return { content: hash(bytes), imports };
  } catch {
    // It cannot be read, or goes away just now: then nothing is remembered of it.
    return null;
  }
}

/** Cryptography takes a while to load, and most answers need none. */
function hash(content: string | Buffer): string {
  const crypto = require("node:crypto") as typeof import("node:crypto");
  return crypto.hash("sha256", content);
}
