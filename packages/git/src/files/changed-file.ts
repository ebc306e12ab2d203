/** One changed file, by its path from the repository root. A rename is a deletion and an addition; a changed mode is `modified`. */
export interface ChangedFile {
  path: string;
  status: "added" | "modified" | "deleted";
  /** A file on one side, a symbolic link or a submodule on the other; or nobody said. */
  isRetyped?: true;
}

/** How a file differs, whichever it is. */
export type Difference = Omit<ChangedFile, "path">;
