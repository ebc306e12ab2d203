/** Where an import leads: to a project, or to files that may be in one or in none. */
export interface ImportTarget {
  /** A path from the repository root: whose it is, the project folders say. */
  path: string;
  /**
   * The files that the import may mean, when no project owns the path, there or not: the missing ones count only where none is there. Asked for
   * only then, since nearly every import stays in its project.
   */
  files: () => readonly string[];
  /** Always read as files, also where the project around them owns them: a Go package of a module that several services share. */
  asFiles?: boolean;
  /** `files` is what is read, there or not; it may hold patterns (`folder/**`). */
  asIs?: boolean;
  /** Files among them that say more, where `files` has patterns. */
  through?: () => readonly string[];
}

/** Resolves a name that the source file `path` imports, which the project in folder `root` takes in. */
export type ResolveImport = (name: string, path: string, root: string) => readonly ImportTarget[];
