import type { Configuration, Warning } from "@sluice/core";
import type { Ecosystem } from "@sluice/ecosystems";

/** What a repository is before `sluice init`, and after it. Everything that the plans are computed from. */
export interface SetupFacts {
  /** The name of the repository on its host, else of its folder. */
  name: string;
  /** `owner/name` on GitHub; null for another host or none. */
  github: string | null;
  /** The CI system that the repository's files or its host show; null when nothing does. */
  provider: Configuration["ci"]["provider"] | null;
  /** The branch that the clone takes for the default one. */
  defaultBranch: string;
  configuration: Configuration;
  /** Path from the root; null when there is no configuration file. */
  configurationPath: string | null;
  packageManager: PackageManager;
  projects: FoundProject[];
  images: number;
  toolchains: Toolchains;
  /** Of the workspace, the images and the configuration. */
  warnings: Warning[];
  /** The text of every file that a plan may touch and that is there, by path from the root. */
  texts: ReadonlyMap<string, string>;
}

/** Who installs the packages of the repository's root. */
export interface PackageManager {
  name: "npm" | "pnpm" | "yarn" | "bun";
  /** Yarn 2 and newer. */
  isBerry: boolean;
}

/** A project as `sluice init` shows it. */
export interface FoundProject {
  name: string;
  root: string;
  ecosystem: Ecosystem;
  type: "app" | "lib";
  /** It has a container image. */
  image: boolean;
  targets: string[];
}

/** Which languages' tools a runner needs. */
export interface Toolchains {
  /** The file that names the Go version: go.work, or a go.mod; null without Go. */
  go: string | null;
  /** Python projects; how they are installed. */
  python: { uv: boolean; poetry: boolean; pip: boolean } | null;
  rust: boolean;
}
