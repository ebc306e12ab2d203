import { SluiceError } from "@sluice/core";
import { readReleasePackages, tagsInHistory, type ReleasePackages } from "@sluice/release";
import type { CommandContext } from "../command.ts";
import { readProject, type ReadProject } from "../read-project.ts";

/** The repository, its packages, and where it stands. */
export interface ReleaseWorkspace extends ReleasePackages {
  project: ReadProject;
  commit: string;
  /** Those of the remote too. */
  gitTags: string[];
}

export async function readReleaseWorkspace(
  context: CommandContext,
  buildContexts: Readonly<Record<string, string>>,
): Promise<ReleaseWorkspace> {
  context.working("Reading packages and git tags");
  const project = await readProject(context, { buildContexts });
  const commit = await headOf(project);
  const commits = await readGitTags(project);
  const gitTags = [...commits.keys()];
  const { repository, workspace, images } = project;
  const isInHistory = tagsInHistory(repository, commits);
  return {
    project,
    commit,
    gitTags,
    ...(await readReleasePackages({ root: repository.root, workspace, images, gitTags, isInHistory })),
  };
}

async function headOf({ repository }: ReadProject): Promise<string> {
  const commit = await repository.headRevision();
  if (commit !== null) return commit;
  throw new SluiceError("SLUICE_NO_COMMIT", `${repository.root} has no commit yet, so there is nothing to release`, {
    hint: "Make the first commit.",
  });
}

/** With their commits, those of the remote too: a clone on a runner seldom has all of them, and moving image tags must not move back. */
async function readGitTags({ repository, configuration }: ReadProject): Promise<Map<string, string>> {
  if (!(await repository.listRemotes()).includes(configuration.remote)) {
    throw new SluiceError(
      "SLUICE_NO_REMOTE",
      `${repository.root} has no git remote ${configuration.remote}, and releases are tagged there`,
      {
        hint: `Add it with \`git remote add ${configuration.remote} <url>\`, or name another one as \`remote\` in the configuration.`,
      },
    );
  }
  const remote = await repository.remoteTags(configuration.remote);
  return new Map([...(await repository.listTags()).map(({ name, revision }) => [name, revision] as const), ...remote]);
}
