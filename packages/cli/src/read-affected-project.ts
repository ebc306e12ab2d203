import { join } from "node:path";
import { type Affected, type Answer, openMemory, readAffected, type ReadAffectedOptions, readAnswer } from "@sluice/affected";
import type { GitHub, GitHubEvent } from "@sluice/github";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { identity } from "./identity.ts";
import { openProject, type OpenProject } from "./read-project.ts";

/** The options of a command that starts from what a change affects. */
export const rangeOptions: readonly OptionDefinition[] = [
  { flags: "--base <revision>", description: "compare with this revision; found from event and branch when left out" },
  { flags: "--head <revision>", description: "look at this revision; the working tree when left out" },
  { flags: "--files <paths...>", description: "changed files, in place of what git says" },
  { flags: "--stdin", description: "read changed files from standard input, one a line or each ended by a zero byte" },
];

/** What {@link rangeOptions} ask for, with the graph. */
export async function readAffectedProject(options: CommandOptions, context: CommandContext): Promise<Affected & OpenProject> {
  const project = await openProject(context);
  return { ...project, ...(await readAffected(await readOptions(project, options, context))) };
}

/** What {@link rangeOptions} ask for. */
export async function readAffectedAnswer(options: CommandOptions, context: CommandContext): Promise<Answer & OpenProject> {
  const project = await openProject(context);
  return { ...project, ...(await readAnswer(await readOptions(project, options, context))) };
}

/** What reads manifests, Dockerfiles and GitHub's events is loaded when it is used. */
async function readOptions(project: OpenProject, options: CommandOptions, context: CommandContext): Promise<ReadAffectedOptions> {
  const { repository, configuration } = project;
  const { root } = repository;
  return {
    repository,
    configuration,
    ...(await readEventAndGitHub(context.env)),
    readWorkspace: async ({ files, readFile, readImports }) => {
      const { readWorkspace } = await import("@sluice/ecosystems");
      return readWorkspace({ root, files, readFile, readImports, configuration });
    },
    readImages: async (workspace, source) => {
      const { readImages } = await import("@sluice/images");
      return readImages({ root, workspace, configuration, files: source.files, source });
    },
    memory: openMemory({ folder: memoryFolder(repository.gitFolder), identity: identity() }),
    settings: settingsOf(project),
    base: options.text("base"),
    head: options.text("head"),
    files: await givenFiles(options, context),
    cwd: context.cwd,
  };
}

async function readEventAndGitHub(env: CommandContext["env"]): Promise<{ event: GitHubEvent | null; github: GitHub | null }> {
  if (!env["GITHUB_EVENT_NAME"]) return { event: null, github: null };
  const { openGitHub, readEvent } = await import("@sluice/github");
  const event = await readEvent(env);
  // Without a token nobody may ask for workflow runs of a private repository, and hardly often enough for a public one.
  const token = env["GITHUB_TOKEN"] || env["GH_TOKEN"] || "";
  if (event === null || token === "" || event.repository === "") return { event, github: null };
  return { event, github: openGitHub({ apiUrl: event.apiUrl, repository: event.repository, token }) };
}

async function givenFiles(options: CommandOptions, context: CommandContext): Promise<string[] | undefined> {
  const files = options.list("files");
  if (!options.flag("stdin")) return files.length > 0 ? files : undefined;
  const text = await context.readStdin();
  return [...files, ...text.split(text.includes("\0") ? "\0" : /\r?\n/)];
}

/** Git leaves alone, and never lists, what it does not know in its own folder: nothing has to be ignored. */
function memoryFolder(gitFolder: string): string {
  return join(gitFolder, "sluice");
}

/** The configuration for the memory; "" when all is default. */
function settingsOf({ configuration, configurationPath }: OpenProject): string {
  return configurationPath === null ? "" : JSON.stringify(configuration);
}
