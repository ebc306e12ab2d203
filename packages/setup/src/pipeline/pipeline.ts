import type { Configuration } from "@sluice/core";
import type { PackageManager, Toolchains } from "../facts/setup-facts.ts";

/** What the pipelines of a repository do, whatever CI system runs them. Computed from facts and configuration alone. */
export interface Pipeline {
  /** The configuration's `ci`. */
  settings: Configuration["ci"];
  defaultBranch: string;
  packageManager: PackageManager;
  toolchains: Toolchains;
  /** null: the repository has no images. */
  images: {
    /** Host of the registry, for the login; null when it is not known. */ registryHost: string | null;
    /** Another processor has to be emulated. */ emulates: boolean;
    /** null: images are not signed. `secrets`: variables that cosign takes its key and password from; none when keyless. */
    signing: { secrets: string[] } | null;
  } | null;
  /** The CI system's secrets that publishing takes its logins from, by the names of the environment variables they become. */
  publishSecrets: string[];
  /** Programs that publishing needs beside those of the root's packages. */
  publishTools: { uv: boolean; cargo: boolean };
  commands: Commands;
}

/** The shell lines that every CI system runs. Names of projects come in as `$PROJECTS`, with commas between them. */
export interface Commands {
  /** Installs the root's packages from the lockfile. */
  install: string;
  /** What a program of the root's packages is run with: `npx`, `pnpm exec`, `yarn`. */
  exec: string;
  /** Python's package manager and an environment for projects that bring none; one line each. */
  python: string[];
  /** Rust's toolchain with clippy and rustfmt. */
  rust: string[];
  /** Installs what the named projects need besides the root's packages. */
  prepare: string;
  /** Scans the named projects, or those that a change affects; ends with 1 on a finding. */
  scan: string;
  /** Builds the affected images, and pushes them where the event allows it. */
  images: string;
  releasePullRequest: string;
  publish: string;
  verify: string;
}
