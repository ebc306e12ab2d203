import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Ecosystem, Project } from "@sluice/ecosystems";
import type { CreateNodesContext, CreateNodesResult } from "nx/src/project-graph/plugins/public-api";
import { ecosystemOfFile } from "./manifest-pattern.ts";
import type { NormalizedOptions } from "./options.ts";
import { readImageUses } from "./read-image-uses.ts";
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
  const looseFiles = hasImages ? (await readImageUses(read)).looseFiles : null;
  const given = new Set(configFiles);
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
        imageFiles: looseFiles?.get(project.name) ?? [],
        ownSettings: isImage ? await readOwnSettings(read, project.root) : [],
        // The configuration itself decides what is a project and what has an image.
        workspaceFiles: ["sluice.config.*", ...read.configuration.affected.workspaceFiles],
      },
    );
    results.push([project.manifest, { projects: { [project.root]: configuration } }]);
  }
  return [...results, ...brokenProjects(read, ecosystems)];
}

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
