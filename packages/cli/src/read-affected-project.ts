import { type Affected, readAffected } from "@sluice/affected";
import { readWorkspace } from "@sluice/ecosystems";
import { type GitHub, type GitHubEvent, openGitHub, readEvent } from "@sluice/github";
import { readImages } from "@sluice/images";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { openProject, type OpenProject } from "./read-project.ts";

/** The options of a command that starts from what a change affects. */
export const rangeOptions: readonly OptionDefinition[] = [
  { flags: "--base <revision>", description: "compare with this revision; found from event and branch when left out" },
  { flags: "--head <revision>", description: "look at this revision; the working tree when left out" },
  { flags: "--files <paths...>", description: "changed files, in place of what git says" },
  { flags: "--stdin", description: "read changed files from standard input, one a line or each ended by a zero byte" },
];

/** What {@link rangeOptions} ask for. */
export async function readAffectedProject(options: CommandOptions, context: CommandContext): Promise<Affected & OpenProject> {
  const project = await openProject(context);
  const { repository, configuration } = project;
  const { root } = repository;
  const event = await readEvent(context.env);
  const affected = await readAffected({
    repository,
    configuration,
    event,
    github: event === null ? null : githubOf(event, context.env),
    readWorkspace: ({ files, readFile }) => readWorkspace({ root, files, readFile, configuration }),
    readImages: (workspace, files) => readImages({ root, workspace, configuration, files }),
    base: options.text("base"),
    head: options.text("head"),
    files: await givenFiles(options, context),
    cwd: context.cwd,
  });
  return { ...project, ...affected };
}

async function givenFiles(options: CommandOptions, context: CommandContext): Promise<string[] | undefined> {
  const files = options.list("files");
  if (!options.flag("stdin")) return files.length > 0 ? files : undefined;
  const text = await context.readStdin();
  return [...files, ...text.split(text.includes("\0") ? "\0" : /\r?\n/)];
}

/** Without a token nobody may ask for workflow runs of a private repository, and hardly often enough for a public one. */
function githubOf({ apiUrl, repository }: GitHubEvent, env: CommandContext["env"]): GitHub | null {
  const token = env["GITHUB_TOKEN"] || env["GH_TOKEN"] || "";
  return token === "" || repository === "" ? null : openGitHub({ apiUrl, repository, token });
}
