import { folderAndAncestors, folderOf, isDirectlyIn } from "../text/paths.ts";

/** The folders of the projects, whatever their ecosystem, and who owns a path: the deepest of them that holds it. */
export class ProjectFolders {
  readonly #roots: ReadonlySet<string>;
  readonly #owners = new Map<string, string | null>();
  /** Files are mostly asked about folder by folder. */
  #last: { folder: string; owner: string | null } = { folder: "", owner: null };

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
    return this.#roots.has(path) ? path : this.ownerOfFile(path);
  }

  /** The same for what is known to be a file. */
  ownerOfFile(path: string): string | null {
    if (isDirectlyIn(path, this.#last.folder)) return this.#last.owner;
    const folder = folderOf(path);
    const owner = this.#ownerOfFolder(folder);
    this.#last = { folder, owner };
    return owner;
  }

  #ownerOfFolder(folder: string): string | null {
    const known = this.#owners.get(folder);
    if (known !== undefined) return known;
    const owner = folderAndAncestors(folder).find((candidate) => this.#roots.has(candidate)) ?? null;
    this.#owners.set(folder, owner);
    return owner;
  }
}
