import { readEvent } from "@sluice/github";
import type { IndexSettings } from "@sluice/release";
import type { CommandContext } from "../command.ts";
import type { ReadProject } from "../read-project.ts";

/** The branch of the event that started a workflow, else the one that is checked out. */
export async function branchOf({ repository }: Pick<ReadProject, "repository">, { env }: CommandContext): Promise<string | null> {
  const ref = env["GITHUB_REF"] || ((await readEvent(env))?.ref ?? "");
  return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : repository.currentBranch();
}

/** The indexes besides npm's that the configuration names. */
export function indexesOf({ configuration: { release } }: Pick<ReadProject, "configuration">): IndexSettings {
  return { python: release.pythonIndex ?? null, cargo: release.cargoRegistry ?? null, charts: release.chartRegistry ?? null };
}

export function repositoryUrlOf({ env }: CommandContext): string | null {
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  return repository === undefined ? null : `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}`;
}
