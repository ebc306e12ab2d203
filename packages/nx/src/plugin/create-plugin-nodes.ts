import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Ecosystem, Project, Workspace } from "@sluice/ecosystems";
import type { CreateNodesContext, CreateNodesResult } from "nx/src/project-graph/plugins/public-api";
import { ecosystemOfFile } from "./manifest-pattern.ts";
import type { NormalizedOptions } from "./options.ts";
import { outsideFiles } from "./outside-files.ts";
import { type ImageUses, readImageUses } from "./read-image-uses.ts";
import { readPluginWorkspace, type PluginWorkspace } from "./read-plugin-workspace.ts";
import { toBrokenProject } from "./to-broken-project.ts";
import { toProjectConfiguration } from "./to-project-configuration.ts";

/** What Nx gives `createNodes`, with the entry's own ecosystems. */
export interface PluginNodesRequest {
  ecosystems: readonly Ecosystem[];
  configFiles: readonly string[];
  options: NormalizedOptions;
  context: CreateNodesContext;
}

/**
 * The projects of those ecosystems as Nx wants them: one result a manifest. The folder of a manifest that cannot be read is a project
 * whose targets fail with path and line: an error thrown here would keep every other project from running.
 */
export async function createPluginNodes({
  ecosystems,
  configFiles,
  options,
  context,
}: PluginNodesRequest): Promise<[string, CreateNodesResult][]> {
  const read = await readPluginWorkspace(context.workspaceRoot);
  const hasImages = ecosystems.includes("docker");
  const imageFiles = hasImages ? outsideFilesOfImages(read.workspace, await readImageUses(read)) : null;
  const lockfilesOf = lockfilesByProject(read.workspace);
  const given = new Set(configFiles);
  const files = new Set(read.files);
  const results: [string, CreateNodesResult][] = [];
  for (const project of read.workspace.projects) {
    const isOurs = ecosystems.includes(project.ecosystem) && given.has(project.manifest);
    const isImage = hasImages && "image" in project.targets;
    if (!isOurs && !isImage) continue;
    const configuration = toProjectConfiguration(
      withTargets(project, (target) => (target === "image" ? isImage : isOurs)),
      {
        options,
        nxJson: context.nxJsonConfiguration,
        imageFiles: imageFiles?.(project.name) ?? [],
        outside: outsideFiles(project, { lockfiles: lockfilesOf.get(project.name) ?? [], hasFile: (path) => files.has(path) }),
        ownSettings: isImage ? await readOwnSettings(read, project.root) : [],
        // The configuration itself decides what is a project and what has an image.
        workspaceFiles: ["sluice.config.*", ...read.configuration.affected.workspaceFiles],
      },
    );
    results.push([project.manifest, { projects: { [project.root]: configuration } }]);
  }
  return [...results, ...brokenProjects(read, ecosystems)];
}

/** By project, globs of what goes into its images from outside, and into the images that those are made from. */
function outsideFilesOfImages({ dependencies }: Workspace, { edges, outsideFiles: filesOf }: ImageUses): (project: string) => string[] {
  const needsOf = Map.groupBy([...dependencies, ...edges], ({ source }) => source);
  return (project) => {
    const reached = new Set([project]);
    for (const name of reached) for (const { target } of needsOf.get(name) ?? []) reached.add(target);
    return [...new Set([...reached].flatMap((name) => filesOf.get(name) ?? []))].sort();
  };
}

/** Those outside of the project's folder; what Nx itself compares package by package is left to it. */
function lockfilesByProject({ projects, lockfiles }: Workspace): Map<string, string[]> {
  const rootOf = new Map(projects.map(({ name, root }) => [name, root]));
  const paths = new Map<string, string[]>();
  for (const { path, projects: users } of lockfiles) {
    if (knownToNx.has(path)) continue;
    for (const user of users) {
      const root = rootOf.get(user);
      if (root === undefined || root === "." || path.startsWith(`${root}/`)) continue;
      const own = paths.get(user);
      if (own === undefined) paths.set(user, [path]);
      else own.push(path);
    }
  }
  return paths;
}

/** Lockfiles that Nx compares by itself when they stand at the root. */
const knownToNx = new Set(["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"]);

/** The manifests in which Nx finds targets of a project that people wrote. */
async function readOwnSettings({ root, files }: PluginWorkspace, folder: string): Promise<string[]> {
  const paths = ["project.json", "package.json"].map((name) => posix.join(folder, name)).filter((path) => files.includes(path));
  return Promise.all(paths.map((path) => readFile(join(root, path), "utf8").catch(() => "")));
}

function withTargets(project: Project, isKept: (target: string) => boolean): Project {
  return { ...project, targets: Object.fromEntries(Object.entries(project.targets).filter(([target]) => isKept(target))) };
}

function brokenProjects({ workspace }: PluginWorkspace, ecosystems: readonly Ecosystem[]): [string, CreateNodesResult][] {
  const results: [string, CreateNodesResult][] = [];
  for (const { root, manifest } of workspace.broken) {
    if (!ecosystems.includes(ecosystemOfFile(manifest))) continue;
    const warning = workspace.warnings.find(({ message }) => message.startsWith(`${manifest}:`));
    const configuration = toBrokenProject({ root, manifest, problem: warning?.message ?? `${manifest} cannot be read`, workspace });
    results.push([manifest, { projects: { [root]: configuration } }]);
  }
  return results;
}
