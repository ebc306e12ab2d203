/** A project that installs from a lockfile. */
export interface LockProject {
  name: string;
  /** Its folder, from the repository root. */
  root: string;
  /**
   * What it asks for, as `name@range`, with what its workspace's root asks for: where the lockfile does not say it. For a project that shares a
   * go.mod, the packages that it imports; for a shared Cargo.toml or pnpm-workspace.yaml, what it inherits by name; for a Cargo.lock, the crate that
   * it is, where the project is called otherwise. As in `LockfileUse`.
   */
  requests?: readonly string[] | undefined;
}

/** What a lockfile's text is parsed with. */
export interface LockfileText {
  /** Where the lockfile stands, from the repository root. */
  path: string;
  text: string;
  projects: readonly LockProject[];
}
