/** A package of the repository as a lockfile should list it. */
export interface OwnPackage {
  /** The package's name in its manifest. */
  name: string;
  /** Its folder, relative to the lockfile's folder: "." or `packages/core`, `../_shared/telemetry`. */
  root: string;
  version: string;
  /** New ranges of its dependencies on other packages of the repository, by name; where its manifest changed them. */
  ranges?: Record<string, string>;
}
