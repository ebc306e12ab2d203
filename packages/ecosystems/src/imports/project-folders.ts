import { folderAndAncestors } from "../text/paths.ts";

/** The folders of the projects, whatever their ecosystem, and who owns a path: the deepest of them that holds it. */
export class ProjectFolders {
  readonly #roots: ReadonlySet<string>;
  readonly #owners = new Map<string, string | null>();

  constructor(roots: Iterable<string>) {
    this.#roots = new Set(roots);
  }

  has(folder: string): boolean {
    return this.#roots.has(folder);
  }

  get size(): number {
    return this.#roots.size;
  }

  /** The owner of a file or folder; a project's folder is its own. Null when it is in no project. */
  ownerOf(path: string): string | null {
    if (this.#roots.has(path)) return path;
    const slash = path.lastIndexOf("/");
    const folder = slash === -1 ? "." : path.slice(0, slash);
    const known = this.#owners.get(folder);
    if (known !== undefined) return known;
    const owner = folderAndAncestors(folder).find((candidate) => this.#roots.has(candidate)) ?? null;
    this.#owners.set(folder, owner);
    return owner;
  }
}
