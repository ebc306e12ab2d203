import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { PackageJSON } from "@changesets/types";
import type { Warning } from "@sluice/core";
import { parseGoMod, type Project, type Workspace } from "@sluice/ecosystems";
import type { ReleaseImage, ReleasePackage } from "../model/release-package.ts";
import { assembleCharts } from "../charts/assemble-charts.ts";
import { readCharts } from "../charts/read-charts.ts";
import { fromPep440 } from "./pep440.ts";
import { findCurrentVersion } from "./current-version.ts";

/** An image and the project it is built from; @sluice/images tells more of it than a release needs. */
export interface ProjectImage extends ReleaseImage {
  project: string;
}

/** The packages of a repository, and what a release reads beside them. */
export interface ReleasePackages {
  packages: ReleasePackage[];
  /** The package.json at the root of an npm workspace; it is no package of its own. Null when there is none. */
  rootPackageJson: PackageJSON | null;
  /** Content of the packages' CHANGELOG.md by package name; a package without one is left out. */
  changelogs: Map<string, string>;
  warnings: Warning[];
}

/**
 * Turns the projects of a workspace into the packages of a release: their versions, manifests and changelogs.
 * An npm project without a version gives a warning and no package, as it can never be released.
 *
 * @param gitTags names of all git tags, for packages whose manifest has no version
 * @param isInHistory whether one of them stands in the history of the commit that is looked at
 */
export async function readReleasePackages(options: {
  root: string;
  workspace: Workspace;
  images: readonly ProjectImage[];
  gitTags: readonly string[];
  isInHistory: (gitTag: string) => Promise<boolean>;
}): Promise<ReleasePackages> {
  const { root, workspace, images, gitTags, isInHistory } = options;
  const result: ReleasePackages = {
    packages: [],
    rootPackageJson: readPackageJson(join(root, "package.json")),
    changelogs: new Map(),
    warnings: [],
  };
  const isNpmWorkspace = result.rootPackageJson !== null && "workspaces" in result.rootPackageJson;
  const chartsOf = await readCharts(root, workspace.projects);
  for (const project of withRootPackage(workspace.projects, isNpmWorkspace ? null : result.rootPackageJson)) {
    if (project.root === "." && project.ecosystem === "npm" && isNpmWorkspace) continue;
    // They are deployed from the repository, and never released.
    if (project.ecosystem === "kustomize" || project.ecosystem === "terraform") continue;
    // It has no place for a version.
    if (project.version === null && basename(project.manifest) === "project.json") continue;
    const changelog = readText(join(root, project.root, "CHANGELOG.md"));
    if (changelog !== null) result.changelogs.set(project.name, changelog);
    const version = await readCurrentVersion(project, { gitTags, changelog: changelog ?? "", isInHistory });
    if (version === null) {
      result.warnings.push({
        code: "SLUICE_NO_VERSION",
        message: `${project.manifest} has no version, so ${project.name} is not released; give it "version": "0.0.0" to change that.`,
      });
      continue;
    }
    result.packages.push({
      name: project.name,
      ...(project.packageName === undefined ? {} : { packageName: project.packageName }),
      root: project.root,
      ecosystem: project.ecosystem,
      manifest: project.manifest,
      versionManifest: project.version === null ? null : (project.versionManifest ?? project.manifest),
      version,
      private: project.private,
      ...(project.registries === undefined ? {} : { registries: project.registries }),
      packageJson: project.ecosystem === "npm" ? readPackageJson(join(root, project.manifest)) : null,
      dependencies: workspace.dependencies.filter(({ source }) => source === project.name).map(({ target }) => target),
      images: images.filter((image) => image.project === project.name).map(toReleaseImage),
      ...(await readGoModule(root, project, images)),
      ...assembleCharts(project, chartsOf.get(project.name) ?? [], images),
    });
  }
  // The version of a chart follows the service that it deploys.
  for (const entry of result.packages) {
    if (entry.appOf !== undefined && !entry.dependencies.includes(entry.appOf)) entry.dependencies.push(entry.appOf);
  }
  return result;
}

/**
 * A package at the root that is no project of its own, as its targets would be those of the whole repository, is one to
 * changesets all the same.
 */
function withRootPackage(projects: readonly Project[], packageJson: PackageJSON | null): readonly Project[] {
  const { name, version, private: isPrivate = false } = packageJson ?? {};
  if (name === undefined || version === undefined || projects.some((project) => project.root === "." || project.name === name))
    return projects;
  const kind = { type: "lib", ecosystem: "npm", manifest: "package.json", targets: {} } as const;
  return [...projects, { ...kind, name, root: ".", version, private: isPrivate }];
}

async function readCurrentVersion(
  { name, version, ecosystem }: Project,
  known: Omit<Parameters<typeof findCurrentVersion>[0], "name">,
): Promise<string | null> {
  if (version !== null) return ecosystem === "python" ? fromPep440(version) : version;
  return ecosystem === "npm" ? null : findCurrentVersion({ name, ...known });
}

/** A module with an image is run, and not taken from its tag. A go.mod that cannot be read is the workspace's warning. */
async function readGoModule(
  root: string,
  { name, ecosystem, manifest }: Project,
  images: readonly ProjectImage[],
): Promise<Pick<ReleasePackage, "goModule">> {
  if (ecosystem !== "go" || images.some((image) => image.project === name)) return {};
  const { module, replaces } = parseGoMod(readText(join(root, manifest)) ?? "", manifest);
  const localReplaces = replaces.filter(({ folder }) => folder !== null).map((replace) => ({ module: replace.module, line: replace.line }));
  return module === null ? {} : { goModule: { path: module, localReplaces } };
}

function readPackageJson(path: string): PackageJSON | null {
  const text = readText(path);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  return isPackageJson(value) ? value : null;
}

/** Whether a value has the fields that planning reads. A manifest that is broken otherwise is the workspace's warning. */
function isPackageJson(value: unknown): value is PackageJSON {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Small files by the thousand: reading them at once costs a third of reading them in the background, and a missing one no error. */
function readText(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

function toReleaseImage({ name, repository, variant }: ProjectImage): ReleaseImage {
  return { name, repository, variant };
}
