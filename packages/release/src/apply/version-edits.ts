/** A file and what it will hold. Paths are POSIX and relative to the repository root. */
interface FileEdit {
  path: string;
  /** What it holds now; null when it is not there. */
  before: string | null;
  after: string;
}

/** Everything that applying a release plan does to the working tree. */
export interface VersionEdits {
  edits: FileEdit[];
  /** Consumed changesets, and in prerelease mode's end its state. */
  deletes: string[];
  /** Changesets that prerelease mode keeps, from where to where. */
  moves: { from: string; to: string }[];
}
