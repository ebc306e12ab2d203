import { lowerBound } from "@sluice/core";
import { folderAndAncestors, folderOf, isDirectlyIn, nameOf, SLASH } from "../text/paths.ts";

/** The paths of a repository's files, with the lookups that reading manifests needs. */
export class FileIndex {
  readonly #sorted: readonly string[];
  #names: ReadonlyMap<string, string[]> | null = null;
  #folders: ReadonlyMap<string, string[]> | null = null;

  /** `paths`: POSIX paths from the repository root; quickest as a sorted list. */
  constructor(paths: Iterable<string>) {
    this.#sorted = Array.isArray(paths) && isSorted(paths) ? paths : [...new Set(paths)].sort();
  }

  get #byName(): ReadonlyMap<string, string[]> {
    return (this.#names ??= groupByName(this.#sorted));
  }

  get #byFolder(): ReadonlyMap<string, string[]> {
    return (this.#folders ??= groupByFolder(this.#sorted));
  }

  has(path: string): boolean {
    const inFolder = this.inFolder(folderOf(path));
    return inFolder[lowerBound(inFolder, path)] === path;
  }

  /** `path` itself, or the entry that it lies in: of a submodule, or a link to a folder, git knows one path and nothing below. */
  entryAround(path: string): string | null {
    return folderAndAncestors(path).find((candidate) => this.has(candidate)) ?? null;
  }

  /** All paths, sorted. */
  paths(): readonly string[] {
    return this.#sorted;
  }

  /** Paths whose last element is `name`, sorted. */
  named(name: string): readonly string[] {
    return this.#byName.get(name) ?? [];
  }

  /** Paths whose last element satisfies `test`, sorted. */
  matching(test: (name: string) => boolean): string[] {
    const found: string[] = [];
    for (const [name, paths] of this.#byName) {
      if (test(name)) found.push(...paths);
    }
    return found.sort();
  }

  /** Files that stand directly in `folder`, sorted. */
  inFolder(folder: string): readonly string[] {
    return this.#byFolder.get(folder) ?? [];
  }

  /** Folders that hold a file directly. */
  folders(): Iterable<string> {
    return this.#byFolder.keys();
  }

  /** Whether any file lies in `folder` or deeper. */
  holdsFilesBelow(folder: string): boolean {
    return folder === "." || this.#sorted[lowerBound(this.#sorted, `${folder}/`)]?.startsWith(`${folder}/`) === true;
  }
}

/** Each once, as git lists them. */
function isSorted(paths: readonly string[]): boolean {
  for (let index = 1; index < paths.length; index++) if ((paths[index - 1] ?? "") >= (paths[index] ?? "")) return false;
  return true;
}

/** Of sorted paths, those of one folder mostly follow each other. */
function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  let folder = "";
  let group: string[] = [];
  for (const path of paths) {
    if (group.length === 0 || !isDirectlyIn(path, folder)) {
      folder = folderOf(path);
      group = groups.get(folder) ?? [];
      groups.set(folder, group);
    }
    group.push(path);
  }
  return groups;
}

interface Named {
  name: string;
  paths: string[];
  /** Another name with the same number. */
  next: Named | undefined;
}

/** By last elements, each told by a number until it is a new one: to cut it out of every path takes longer than all the rest. */
function groupByName(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const byNumber = new Map<number, Named>();
  for (const path of paths) {
    let start = path.length;
    let number = 0;
    for (let code = path.charCodeAt(start - 1); start > 0 && code !== SLASH; code = path.charCodeAt(start - 1)) {
      number = (Math.imul(number, 31) + code) | 0;
      start--;
    }
    const first = byNumber.get(number);
    let known = first;
    while (known !== undefined && !(known.name.length === path.length - start && path.endsWith(known.name))) known = known.next;
    if (known === undefined) {
      known = { name: nameOf(path), paths: [], next: first };
      byNumber.set(number, known);
      groups.set(known.name, known.paths);
    }
    known.paths.push(path);
  }
  return groups;
}
