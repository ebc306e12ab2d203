import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSluiceError, parseConfiguration, type ReadConfiguration, readConfiguration, type Warning } from "@sluice/core";
import { type Project, readWorkspace } from "@sluice/ecosystems";
import { openRepository, type Repository } from "@sluice/git";
import { readImages } from "@sluice/images";
import { touchedFiles } from "../init/touched-files.ts";
import { parseOrigin } from "./parse-origin.ts";
import { parsePackageManager } from "./parse-package-manager.ts";
import type { FoundProject, SetupFacts, Toolchains } from "./setup-facts.ts";

/** Facts, and where the repository is. */
export interface ReadSetup {
  root: string;
  facts: SetupFacts;
}

/**
 * Reads the repository around `cwd`: its projects, its configuration, and the files that a plan may touch.
 *
 * @throws SLUICE_NOT_A_REPOSITORY, SLUICE_INVALID_CONFIGURATION
 */
export async function readSetupFacts({ cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> }): Promise<ReadSetup> {
  const repository = await openRepository(cwd, { env });
  const { root } = repository;
  const [files, { read, warnings }] = await Promise.all([repository.listFiles(), readConfigurationOrDefaults(root)]);
  const { configuration, path } = read;
  const workspace = await readWorkspace({ root, files, configuration });
  const { images, warnings: imageWarnings } = await readImages({ root, workspace, configuration, files, buildContexts: {} });
  const withImage = new Set(images.map(({ project }) => project));
  const texts = await readTexts(root, touchedFiles(configuration.ci));
  const origin = parseOrigin((await repository.remoteUrl(configuration.remote)) ?? "");
  return {
    root,
    facts: {
      name: origin.name ?? basename(root),
      github: origin.github,
      provider: providerOf(new Set(files), origin.host),
      defaultBranch: await defaultBranchOf(repository, configuration.remote),
      configuration,
      configurationPath: path,
      packageManager: parsePackageManager(texts.get("package.json") ?? null, new Set(files)),
      projects: workspace.projects.map((project) => found(project, withImage)),
      images: images.length,
      toolchains: toolchainsOf(workspace.projects, files),
      warnings: [...warnings, ...workspace.warnings, ...imageWarnings],
      texts,
    },
  };
}

/** Before the packages are installed a configuration in TypeScript may not load; `init` goes on with the defaults and says so. */
async function readConfigurationOrDefaults(root: string): Promise<{ read: ReadConfiguration; warnings: Warning[] }> {
  try {
    return { read: await readConfiguration(root), warnings: [] };
  } catch (error) {
    if (!isSluiceError(error) || error.code !== "SLUICE_UNREADABLE_CONFIGURATION" || !isNotInstalled(error.cause)) throw error;
    const path = /^\S+/.exec(error.message)?.[0] ?? null;
    const message = `${error.message}. Its settings are not known until the packages are installed.`;
    return { read: { configuration: parseConfiguration({}, "(defaults)"), path, written: {} }, warnings: [{ code: error.code, message }] };
  }
}

function isNotInstalled(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
}

async function readTexts(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await readFile(join(root, path), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
      throw error;
    });
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

async function defaultBranchOf(repository: Repository, remote: string): Promise<string> {
  return (await repository.defaultRemoteBranch(remote)) ?? (await localDefaultBranch(repository, remote));
}

/** The checked-out branch, unless it looks like one of many: where there is a branch by one of the usual names, that one. */
async function localDefaultBranch(repository: Repository, remote: string): Promise<string> {
  const branch = await repository.currentBranch();
  const usual = ["main", "master", "trunk"];
  if (branch !== null && usual.includes(branch)) return branch;
  for (const name of usual)
    for (const reference of [`refs/remotes/${remote}/${name}`, `refs/heads/${name}`])
      if ((await repository.findRevision(reference)) !== null) return name;
  return branch ?? "main";
}

/** Files of a CI system say which one is in use, more than the host does. */
function providerOf(files: ReadonlySet<string>, host: string | null): SetupFacts["provider"] {
  if ([...files].some((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))) return "github";
  if (files.has(".gitlab-ci.yml")) return "gitlab";
  if (files.has("azure-pipelines.yml")) return "azure";
  if (files.has("Jenkinsfile")) return "jenkins";
  if (host === null) return null;
  if (host === "github.com") return "github";
  if (host.includes("gitlab")) return "gitlab";
  return host.endsWith("dev.azure.com") || host.endsWith("visualstudio.com") ? "azure" : null;
}

function found({ name, root, ecosystem, type, targets }: Project, withImage: ReadonlySet<string>): FoundProject {
  return { name, root, ecosystem, type, image: withImage.has(name), targets: Object.keys(targets) };
}

function toolchainsOf(projects: readonly Project[], files: readonly string[]): Toolchains {
  const of = (ecosystem: Project["ecosystem"]) => projects.filter((project) => project.ecosystem === ecosystem);
  const [firstModule] = of("go").map(({ manifest }) => manifest);
  const python = of("python");
  const runs = (start: string) => python.some(({ targets }) => Object.values(targets).some(({ command }) => command.startsWith(start)));
  const poetry = runs("poetry ");
  const pip = runs("python3 -m ");
  return {
    go: firstModule === undefined ? null : files.includes("go.work") ? "go.work" : firstModule,
    python: python.length === 0 ? null : { uv: runs("uv"), poetry, pip },
    rust: of("cargo").length > 0,
  };
}
