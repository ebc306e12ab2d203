import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { isSluiceError } from "@sluice/core";
import { openGitHub, readEvent } from "@sluice/github";
import { findDocker } from "@sluice/images";
import { execa } from "execa";
import type { CommandContext } from "../command.ts";
import { findRegistry } from "../find-registry.ts";
import { readProject, type ReadProject } from "../read-project.ts";
import { readWorkflows } from "../read-workflows.ts";
import { computeNeededPrograms } from "./needed-programs.ts";
import type { DockerFacts, GitHubFacts, MachineFacts, Problem, RepositoryFacts } from "./machine-facts.ts";

/** Looks at the machine and the repository. Never throws for what it looks for: what is wrong is a fact. */
export async function readMachineFacts({ cwd, env }: Pick<CommandContext, "cwd" | "env">): Promise<MachineFacts> {
  const [gitVersion, project, docker, github] = await Promise.all([
    readGitVersion(cwd),
    attempt(() => readProject({ cwd, env })),
    attempt(() => readDocker({ cwd, env })),
    readGitHub(env),
  ]);
  const facts = "repository" in project ? await attempt(() => readRepositoryFacts(project, github.repository, { cwd, env })) : project;
  const isRead = "shallow" in facts;
  return {
    nodeVersion: process.versions.node,
    gitVersion,
    repository: isRead ? facts : null,
    problem: isRead ? null : facts,
    docker,
    github,
  };
}

/** The value, or the expected failure as one. */
async function attempt<Value>(read: () => Promise<Value>): Promise<Value | Problem> {
  try {
    return await read();
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return { code: error.code, message: error.message, hint: error.hint };
  }
}

async function readGitVersion(cwd: string): Promise<string | null> {
  const { exitCode, stdout } = await execa("git", ["--version"], { cwd, reject: false });
  return exitCode === 0 ? (/\d+(\.\d+)+/.exec(stdout)?.[0] ?? null) : null;
}

async function readRepositoryFacts(
  project: ReadProject,
  gitHubRepository: string | null,
  context: Pick<CommandContext, "cwd" | "env">,
): Promise<RepositoryFacts> {
  const { repository, configuration } = project;
  const env = { ...context.env, GITHUB_REPOSITORY: gitHubRepository ?? "" };
  const found = findRegistry({ option: undefined, env, configured: configuration.images.registry, path: null });
  const registry = found?.value ?? null;
  const { files } = await readWorkflows(context, { force: false });
  return {
    shallow: await repository.isShallow(),
    remotes: await repository.listRemotes(),
    remote: configuration.remote,
    configurationPath: project.configurationPath,
    registry,
    hasRegistryLogin: registry === null ? null : await hasLogin(registry, context.env),
    outdatedWorkflows: files.filter(({ action }) => action === "update" || action === "delete").map(({ path }) => path),
    platforms: configuration.images.platforms,
    projects: project.workspace.projects.length,
    images: project.images.length,
    warnings: project.warnings,
    nx: await readNx(repository.root),
    hasChangesets: await exists(join(repository.root, ".changeset/config.json")),
    programs: await readPrograms(project, context.env),
  };
}

/** A target runs with the programs of the root's packages too. */
async function readPrograms(
  { repository, configuration, workspace }: ReadProject,
  env: CommandContext["env"],
): Promise<RepositoryFacts["programs"]> {
  const folders = [join(repository.root, "node_modules/.bin"), ...(env["PATH"] ?? "").split(delimiter).filter(Boolean)];
  const needed = computeNeededPrograms(workspace, configuration.ci.targets);
  return Promise.all(
    needed.map(async (entry) => {
      const found = await Promise.all(folders.map((folder) => exists(join(folder, entry.program))));
      return { ...entry, isThere: found.includes(true) };
    }),
  );
}

async function readNx(root: string): Promise<RepositoryFacts["nx"]> {
  const configuration = await readJson(join(root, "nx.json"));
  const listed = Array.isArray(configuration?.["plugins"]) ? configuration["plugins"] : [];
  const plugins = listed.map((plugin: unknown) => (typeof plugin === "string" ? plugin : String((plugin as { plugin?: unknown }).plugin)));
  return {
    version: await readNxVersion(root),
    hasConfiguration: configuration !== null,
    plugins,
    missing: plugins.filter((plugin) => !isInstalled(plugin, root)),
  };
}

/** A plugin by path is the repository's own, and is there or is not with its files. */
function isInstalled(plugin: string, root: string): boolean {
  if (plugin.startsWith(".")) return true;
  try {
    createRequire(join(root, "package.json")).resolve(plugin);
    return true;
  } catch {
    return false;
  }
}

/** As docker keeps logins: an entry of its own, a helper for the host, or a store for all, which is not asked. */
async function hasLogin(registry: string, env: CommandContext["env"]): Promise<boolean> {
  const [host = ""] = registry.split("/");
  const configuration = await readJson(join(env["DOCKER_CONFIG"] ?? join(env["HOME"] ?? "", ".docker"), "config.json"));
  const has = (section: unknown) =>
    typeof section === "object" && section !== null && Object.keys(section).some((key) => key.includes(host));
  return has(configuration?.["auths"]) || has(configuration?.["credHelpers"]) || typeof configuration?.["credsStore"] === "string";
}

async function readNxVersion(root: string): Promise<string | null> {
  try {
    const manifest = await readJson(createRequire(join(root, "package.json")).resolve("nx/package.json"));
    return typeof manifest?.["version"] === "string" ? manifest["version"] : null;
  } catch {
    return null;
  }
}

async function readJson(path: string): Promise<Record<string, unknown> | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readDocker(options: Pick<CommandContext, "cwd" | "env">): Promise<DockerFacts | Problem> {
  const docker = await findDocker(options);
  const version = await docker.run(["buildx", "version"]);
  const builder = await docker.run(["buildx", "inspect"], { timeout: 20_000 });
  if (builder.exitCode !== 0) {
    const [message = "the builder does not answer"] = builder.stderr.trim().split("\n");
    return {
      code: "SLUICE_DOCKER_UNREACHABLE",
      message,
      hint: "Start Docker, or point DOCKER_HOST or `docker context use` at one that runs.",
    };
  }
  const platforms = /^Platforms:\s*(.+)$/m.exec(builder.stdout)?.[1] ?? "";
  return {
    program: docker.program,
    buildxVersion: /\d+\.\d+\.\d+/.exec(version.stdout)?.[0] ?? "of an unknown version",
    platforms: platforms.split(",").map((platform) => platform.trim().replace("*", "")),
  };
}

async function readGitHub(env: CommandContext["env"]): Promise<GitHubFacts> {
  const event = await readEvent(env).catch(() => null);
  const repository = event?.repository ?? env["GITHUB_REPOSITORY"] ?? null;
  const token = env["GITHUB_TOKEN"] ?? "";
  const facts = { repository: repository || null, hasToken: token !== "", isActions: env["GITHUB_ACTIONS"] === "true" };
  if (!facts.hasToken || facts.repository === null) return { ...facts, access: null, canPush: null, scopes: null };
  const apiUrl = env["GITHUB_API_URL"] ?? "https://api.github.com";
  const answer = await attempt(() => openGitHub({ apiUrl, repository: facts.repository ?? "", token, retries: 0 }).getRepository());
  if ("code" in answer) return { ...facts, access: answer, canPush: null, scopes: null };
  return { ...facts, access: "ok", canPush: answer.canPush, scopes: answer.scopes };
}
