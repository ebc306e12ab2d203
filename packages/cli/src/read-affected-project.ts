import { statSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import {
  type Affected,
  type Answer,
  GraphMemory,
  isLockfileName,
  readAffected,
  type ReadAffectedOptions,
  readAnswer,
  readSinceRelease,
  type Scanners,
  startScanners,
  worthwhileThreads,
} from "@sluice/affected";
import { importLanguageOf } from "@sluice/ecosystems/scan";
import type { QuickLook } from "@sluice/git/quick";
import type { GitHub, GitHubEvent } from "@sluice/github";
import type { KnownBases } from "@sluice/images/discovery";
import type { CommandContext, CommandOptions } from "./command.ts";
import { isOn } from "./create-context.ts";
import { givenFiles } from "./given-files.ts";
import { openProjectMemory } from "./open-project-memory.ts";
import { readNxPlugins } from "./read-nx-graph.ts";
import { openProject, type OpenProject } from "./read-project.ts";
import { rememberSettings } from "./remembered-settings.ts";

/** What `rangeOptions` ask for, with the graph; of the repository that the command works in, or of an open one. */
export async function readAffectedProject(
  options: CommandOptions,
  context: CommandContext,
  opened: OpenProject | null = null,
): Promise<Affected & OpenProject> {
  const project = opened ?? (await openProject(context));
  return { ...project, ...(await readAffected(await readOptions(project, options, context))) };
}

/** What `rangeOptions` ask for; with a `look` at it that did not suffice. */
export async function readAffectedAnswer(
  options: CommandOptions,
  context: CommandContext,
  look: QuickLook | null,
): Promise<Answer & OpenProject> {
  const { graphs, scanners, ...project } = await ((look === null ? undefined : prepared.get(look)) ?? openWithGraphs(context, look));
  if (look !== null) tuneForLittle(look, graphs).catch(() => {});
  const asked = await readOptions(project, options, context);
  return { ...project, ...(await readAnswer(asked.memory === null ? asked : { ...asked, graphs, scanners })) };
}

type PreparedProject = OpenProject & { graphs: GraphMemory; scanners: Scanners | null };

const prepared = new WeakMap<QuickLook, Promise<PreparedProject>>();

/** Does what {@link readAffectedAnswer} begins with for that `look`, and recalls the graph that it most likely needs. */
export function prepareAnswer(look: QuickLook): void {
  const opening = openWithGraphs({ cwd: look.root, env: process.env }, look).then((project) => {
    const tree = look.known.trees.get(look.head);
    if (tree !== undefined) project.graphs.recall(tree);
    return project;
  });
  // Whoever asks for the answer gets the error.
  opening.catch(() => {});
  prepared.set(look, opening);
  askAheadForEdits(look).catch(() => {});
}

/** What becomes of edited files is asked for as soon as git has compared those that it knows, while it looks for others. */
async function askAheadForEdits({ gitFolder, trackedChanges, askAheadForEdits: ask }: QuickLook): Promise<void> {
  if (!openProjectMemory(gitFolder).has("graph")) return;
  const changes = [...((await trackedChanges) ?? [])];
  if (changes.length === 0 || changes.length > WORTH_ASKING || changes.some(([, { status }]) => status !== "modified")) return;
  const paths = changes.map(([path]) => path).sort();
  await ask({ paths, sources: paths.filter((path) => importLanguageOf(path) !== null) });
}

/** With more changed files than that, one may well change the graph. */
const WORTH_ASKING = 100;

async function openWithGraphs(context: Pick<CommandContext, "cwd" | "env">, look: QuickLook | null): Promise<PreparedProject> {
  // Threads take longest to start.
  const early = look === null ? null : scannersFor(look.gitFolder);
  const project = await openProject(context, look);
  const { root, gitFolder } = project.repository;
  const graphs = new GraphMemory({ memory: openProjectMemory(gitFolder), root, settings: settingsOf(project) });
  return { ...project, graphs, scanners: early ?? scannersFor(gitFolder) };
}

/** Threads for the sources of a repository of which nothing is known; as many as are worth it for what git's index says of its size. */
function scannersFor(gitFolder: string): Scanners | null {
  if (openProjectMemory(gitFolder).has("imports")) return null;
  const { size } = statSync(join(gitFolder, "index"), { throwIfNoEntry: false }) ?? { size: 0 };
  const scanners = startScanners(worthwhileThreads(size / INDEX_ENTRY));
  const loading = Promise.all([import("@sluice/ecosystems"), import("@sluice/images/discovery")]);
  // Whoever looks through the sources gets the error.
  loading.catch(() => {});
  return {
    ...scanners,
    scan: async (sources) => {
      await loading;
      tuneForOnce();
      return scanners.scan(sources);
    },
  };
}

/**
 * For an answer from a remembered graph: V8's optimizing compilers would be done when the answer is there, and take the processors from git
 * meanwhile. As in {@link tuneForOnce}, not before what is needed is loaded.
 */
async function tuneForLittle({ base, head, known, workingTree }: QuickLook, graphs: GraphMemory): Promise<void> {
  const trees = [head, base].map((commit) => known.trees.get(commit));
  if (trees.every((tree) => tree === undefined || graphs.recall(tree) === null)) return;
  const differences = await known.differences.get(`${base} ${head}`);
  const changes = (await workingTree)?.changes ?? [];
  const paths = [...(differences?.keys() ?? []), ...changes.map(({ path }) => path)];
  if (paths.some(isLockfileName)) await import("@sluice/ecosystems/lockfiles");
  setFlagsFromString("--no-turbofan");
  setFlagsFromString("--no-maglev");
}

/**
 * For a second's work on much that is read once. Not before there is something to look through: what is loaded after a flag was set, Node.js' own
 * modules too, is compiled from its source and not taken from a cache, since that is of other flags.
 */
function tuneForOnce(): void {
  // The best code comes too late, and to make it takes a third of the time from the threads that do the work.
  setFlagsFromString("--no-turbofan");
  // More room would only make the program larger, by a quarter: nearly all that is read is kept.
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** Bytes of a file in git's index, about (https://git-scm.com/docs/index-format): 62, and its path. */
const INDEX_ENTRY = 110;

/** What changed in each project since its own last release. */
export async function readSinceReleaseAnswer(options: CommandOptions, context: CommandContext): Promise<Answer & OpenProject> {
  const project = await openProject(context);
  return { ...project, ...(await readSinceRelease(await readOptions(project, options, context))) };
}

/** What reads manifests, Dockerfiles and GitHub's events is loaded when it is used. */
async function readOptions(project: OpenProject, options: CommandOptions, context: CommandContext): Promise<ReadAffectedOptions> {
  context.working("Reading what has changed");
  const { repository, configuration } = project;
  const { root } = repository;
  const withNxGraph = await readNxPlugins(root, context);
  const memory = openProjectMemory(repository.gitFolder);
  const settings = settingsOf(project);
  rememberSettings(root, memory, settings);
  // Once: both states are looked at with the same.
  let knownBases: KnownBases | undefined;
  return {
    repository,
    configuration,
    ...(await readEventAndGitHub(context.env)),
    isAutomated: isOn(context.env["CI"]),
    readWorkspace: async ({ files, readFile, readImports }) => {
      const { readWorkspace, uniteDeclaredNx } = await import("@sluice/ecosystems");
      const found = await readWorkspace({ root, files, readFile, readImports, configuration });
      const workspace = await uniteDeclaredNx(found, { files, readFile });
      return withNxGraph === null ? workspace : withNxGraph(workspace);
    },
    readImages: async (workspace, source) => {
      const { readImages, recallKnownBases } = await import("@sluice/images/discovery");
      knownBases ??= recallKnownBases(memory);
      const found = await readImages({ root, workspace, configuration, files: source.files, source, knownBases });
      return { images: [...found.images, ...found.namesakes], warnings: found.warnings };
    },
    // A plugin may look at anything: nobody can tell whether what it said still holds.
    memory: withNxGraph === null ? memory : null,
    settings,
    base: options.text("base"),
    head: options.text("head"),
    files: await givenFiles(options, context),
    cwd: context.cwd,
  };
}

/** Of GitHub Actions, GitLab CI, Azure Pipelines and Jenkins: without one of them there is no event, and nothing to load that reads it. */
const eventVariables = ["GITHUB_EVENT_NAME", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "JENKINS_HOME"];

async function readEventAndGitHub(env: CommandContext["env"]): Promise<{ event: GitHubEvent | null; github: GitHub | null }> {
  if (!eventVariables.some((name) => env[name])) return { event: null, github: null };
  const { openGitHub, readEvent } = await import("@sluice/github");
  const event = await readEvent(env);
  // Without a token nobody may ask for workflow runs of a private repository, and hardly often enough for a public one.
  const token = env["GITHUB_TOKEN"] || env["GH_TOKEN"] || "";
  if (event === null || token === "" || event.repository === "") return { event, github: null };
  return { event, github: openGitHub({ apiUrl: event.apiUrl, repository: event.repository, token }) };
}

/** The configuration for the memory; "" when all is default. */
function settingsOf({ configuration, configurationPath }: OpenProject): string {
  return configurationPath === null ? "" : JSON.stringify(configuration);
}
