import type { ErrorCode, Warning } from "@sluice/core";
import type { NeededProgram } from "./needed-programs.ts";

/** An expected failure, as the checks tell it. */
export interface Problem {
  code: ErrorCode;
  message: string;
  hint: string | undefined;
}

/** What was read of the machine and the repository; `assembleFindings` says what it means. */
export interface MachineFacts {
  nodeVersion: string;
  /** `git --version`'s number; null when there is no git. */
  gitVersion: string | null;
  /** Null outside a repository: then `problem` says why, and nothing of the repository is known. */
  repository: RepositoryFacts | null;
  problem: Problem | null;
  docker: DockerFacts | Problem;
  github: GitHubFacts;
}

/** The repository that the command works in. */
export interface RepositoryFacts {
  shallow: boolean;
  remotes: string[];
  /** The remote of the configuration. */
  remote: string;
  configurationPath: string | null;
  registry: string | null;
  platforms: string[];
  projects: number;
  images: number;
  warnings: Warning[];
  /** `missing`: plugins of nx.json that are not installed. */
  nx: { version: string | null; hasConfiguration: boolean; plugins: string[]; missing: string[] };
  /** Files of pipelines that Sluice wrote and would write differently now. */
  outdatedWorkflows: string[];
  /** Whether docker has a login for the registry; null where there is no registry. */
  hasRegistryLogin: boolean | null;
  hasChangesets: boolean;
  /** What the targets that the pipelines run need on this machine, and whether it is on PATH. */
  programs: (NeededProgram & { isThere: boolean })[];
}

/** A Docker client that works. */
export interface DockerFacts {
  program: string;
  buildxVersion: string;
  /** Platforms the present builder can run steps of. */
  platforms: string[];
}

/** How GitHub can be reached. `access` is null where it was not tried, because there is no token or no repository. */
export interface GitHubFacts {
  repository: string | null;
  hasToken: boolean;
  isActions: boolean;
  access: "ok" | Problem | null;
  /** May the token write; null when GitHub does not say. */
  canPush: boolean | null;
  /** Scopes of a classic token; null for every other kind. */
  scopes: string[] | null;
}
