import { folderAndAncestors, isWithin } from "./paths.ts";

/** Folders of projects by a name that several may have: separate workspaces of one repository may each have their `utils`. */
export class NamedFolders {
  readonly #folders = new Map<string, string[]>();

  constructor(entries: Iterable<readonly [name: string, folder: string]> = []) {
    for (const [name, folder] of entries) this.add(name, folder);
  }

  add(name: string, folder: string): void {
    const folders = this.#folders.get(name);
    if (folders === undefined) this.#folders.set(name, [folder]);
    else if (!folders.includes(folder)) folders.push(folder);
  }

  has(name: string): boolean {
    return this.#folders.has(name);
  }

  /** What the name means in `from`: of several folders those that share the most folders with it, all where that does not decide. */
  find(name: string, from: string): readonly string[] {
    const folders = this.#folders.get(name) ?? [];
    if (folders.length < 2) return folders;
    for (const around of folderAndAncestors(from)) {
      const near = folders.filter((folder) => isWithin(folder, around));
      if (near.length > 0) return near;
    }
    return folders;
  }
}
