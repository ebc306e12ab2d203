import type { Warning } from "@sluice/core";

/**
 * The kinds of manifest Sluice reads. `docker` is a project that has a Dockerfile and no other manifest; `kustomize`, `helm` and `terraform`
 * are there so that a change in one reaches what is built on it, and have `validate` for a target.
 */
export type Ecosystem = "npm" | "python" | "go" | "cargo" | "docker" | "kustomize" | "helm" | "terraform";

/**
 * A folder that is linted, tested, built or released on its own. Paths are POSIX and relative to the repository root;
 * the root project, if there is one, has `root` ".".
 */
export interface Project {
  /** Unique in the workspace; the name in the manifest, for Go the last element of the module path that is no version. */
  name: string;
  /** The name in the manifest where the project is called otherwise: what an index of packages knows it by. */
  packageName?: string;
  root: string;
  /** `app`: something that runs (it has an image, a binary or a main package). `lib`: something others import. */
  type: "app" | "lib";
  ecosystem: Ecosystem;
  /** The manifest the name comes from, for example `services/router/go.mod`. */
  manifest: string;
  /** The version in the manifest; null where the manifest has none (Go). */
  version: string | null;
  /** The file the version stands in, when that is not `manifest`: a Cargo workspace's root Cargo.toml. */
  versionManifest?: string;
  /** Never published to a package registry: `private` in package.json, `publish = false`, or a kind that has no registry here. */
  private: boolean;
  /** Names of the only registries the manifest lets it go to (Cargo's `publish = ["acme"]`); left out when any will do. */
  registries?: string[];
  /** Chart.yaml files of the Helm charts in its folder, subcharts aside; left out when there are none. */
  charts?: string[];
  /** Inferred targets by name: `lint`, `test`, `build`, `image`. */
  targets: Record<string, Target>;
  /**
   * Files outside its folder that it takes in, without depending on all that is around them; those of no project too. `folder/**` is a folder
   * that a manifest names by its path. Sorted; left out when there are none.
   */
  reads?: string[];
}

/** What a target runs, and what its result depends on. `@sluice/nx` turns it into an Nx target. */
export interface Target {
  command: string;
  /** Working folder, from the repository root. */
  cwd: string;
  cache: boolean;
  /** In Nx's input syntax: `{projectRoot}/**`, `^production`, `{ "externalDependencies": […] }`, `{ "env": … }`. */
  inputs: unknown[];
  /** In Nx's output syntax: `{projectRoot}/dist`. */
  outputs: string[];
  dependsOn: string[];
  description: string;
}

/** One project needs another. */
export interface Dependency {
  /** Name of the project that needs. */
  source: string;
  /** Name of the project that is needed. */
  target: string;
  /** The file that says so, from the repository root, and the line (from 1) where it is known. */
  file: string;
  line?: number;
}

/**
 * A lockfile of the repository and the projects that install from it; or a manifest that several projects inherit from: the
 * package.json, Cargo.toml or pyproject.toml of a workspace, a go.work, a requirements file that others include.
 * Whether a change of it concerns a project is decided by comparing closures: see `compareLockfiles`.
 */
export interface LockfileUse {
  path: string;
  /**
   * `package-lock.json`, `uv.lock`, `Cargo.lock`, `go.sum`, …, and `package.json`, `Cargo.toml`, `pyproject.toml`, `go.work`,
   * `requirements.txt` for manifests. Such a manifest may also stand in a project's folder: then it is that project's file too.
   */
  kind: string;
  projects: string[];
  /** By project: what it asks for, as `name@range`, where the file itself does not say who asks for what (yarn.lock, go.work). */
  requests?: Record<string, string[]>;
}

/** Everything the manifests of a repository say, sorted by name and path. */
export interface Workspace {
  projects: Project[];
  dependencies: Dependency[];
  lockfiles: LockfileUse[];
  /** A manifest that cannot be read gives a warning here and no project; the others still work. */
  warnings: Warning[];
  /** Roots of folders whose manifest could not be read, with the manifest's path: a change there must not go unseen. */
  broken: { root: string; manifest: string }[];
}
