/** A project that installs from a lockfile. */
export interface LockProject {
  name: string;
  /** Its folder, from the repository root. */
  root: string;
}

/** What a lockfile's text is parsed with. */
export interface LockfileText {
  /** Where the lockfile stands, from the repository root. */
  path: string;
  text: string;
  projects: readonly LockProject[];
}
