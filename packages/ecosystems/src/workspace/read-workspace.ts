import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readCargo } from "../cargo/read-cargo.ts";
import { type DockerReading, readDocker } from "../docker/read-docker.ts";
import { readGo } from "../go/read-go.ts";
import { readImportEdges, type ImportReading, type ImportRequest } from "../imports/read-import-edges.ts";
import type { ReadImports, SourceImports } from "../imports/imported-name.ts";
import { isSource, scanImports } from "../imports/scan-imports.ts";
import type { EcosystemReading, OnRead, ReadFile } from "../model/reading.ts";
import type { Workspace } from "../model/workspace.ts";
import { readNpm } from "../npm/read-npm.ts";
import { readInfrastructure } from "../infrastructure/read-infrastructure.ts";
import { normalizePackageName } from "../python/package-name.ts";
import { readNxProjects } from "../nx/read-nx-projects.ts";
import { readPython } from "../python/read-python.ts";
import { NamedFolders } from "../text/named-folders.ts";
import { assembleWorkspace } from "./assemble-workspace.ts";
import { FileIndex } from "./file-index.ts";
import { createIgnoredFolders } from "./ignored-folders.ts";
import type { ReadingContext } from "./reading-context.ts";
import { readProjectNames } from "./read-project-names.ts";

/** The part of the configuration that says what is a project. */
export interface WorkspaceConfiguration {
  projects: { ignore: string[] };
  images?: { images: Record<string, { project: string }> };
}

/** What {@link readWorkspace} needs. */
export interface ReadWorkspaceOptions {
  /** The repository's root folder, absolute. */
  root: string;
  /** POSIX paths, relative to `root`, of all files git knows: tracked, and untracked but not ignored. */
  files: Iterable<string>;
  configuration: WorkspaceConfiguration;
  /** Reads a file, relative to `root`; null when it is not there. The disk below `root` when left out. */
  readFile?: ReadFile;
  /**
   * What source files import: `scanImports` of their texts. Given by who remembers that by content, so that a source that did not change is
   * not read again; through `readFile` when left out. Asked for once, before the manifests are read, so that both may happen side by side.
   */
  readImports?: ReadImports;
  onRead?: OnRead | undefined;
}

/**
 * Reads every manifest of a repository and says which projects it holds, what they need of each other and which lockfiles
 * they install from. A manifest that cannot be read is a warning and an entry in `broken`; it does not hide the others.
 *
 * Two manifests in one folder are one project: the first of npm, cargo, go, python gives name, version and targets; the
 * others add the targets it lacks, and all of them its dependencies. A root package.json is a project when Nx has it as one, when a
 * Dockerfile stands beside it, and when there is no other project.
 */
export async function readWorkspace({
  root,
  files,
  configuration,
  readFile = diskReader(root),
  readImports,
  onRead,
}: ReadWorkspaceOptions): Promise<Workspace> {
  const context: ReadingContext = {
    files: new FileIndex(files),
    ignored: createIgnoredFolders(configuration.projects.ignore),
    readFile,
    rootName: basename(root),
  };
  const imports = readImports === undefined ? scanAll(context) : readImports();
  // Whoever awaits it below gets the error; a manifest that fails first must not leave it unhandled.
  imports.catch(() => {});
  const readings: EcosystemReading[] = await Promise.all([readNpm(context), readCargo(context), readGo(context), readPython(context)]);
  const docker = readDocker(
    context,
    readings.flatMap(({ projects }) => projects),
  );
  const known = rootsOf(readings);
  readings.push(docker.reading, await readNxProjects(context, { known, built: rootsOf([docker.reading]) }));
  // A repository that is one package: only where there is nothing else, since beside other projects a root package.json holds their tools.
  if (readings.every(({ projects, broken }) => projects.length + broken.length === 0))
    readings[0] = await readNpm(context, { rootCounts: true });
  readings.push(
    await readInfrastructure(
      context,
      readings.flatMap(({ projects }) => projects),
    ),
  );
  const roots = rootsOf(readings);
  const configuredImages = Object.values(configuration.images?.images ?? {}).map(({ project }) => project);
  const sources = readSources({ context, imports, onRead }, readings, docker);
  sources.catch(() => {});
  const assemble = assembleWorkspace({
    readings,
    names: await readProjectNames(roots, context),
    imageRoots: docker.imageRoots,
    imageProjects: new Set(configuredImages),
    files: context.files,
    onRead,
  });
  return assemble(await sources);
}

function rootsOf(readings: readonly EcosystemReading[]): Set<string> {
  return new Set(readings.flatMap(({ projects }) => projects.map(({ root }) => root)));
}

/** What the sources import, resolved with what the manifests of all ecosystems say. */
function readSources(
  given: Pick<ImportRequest, "context" | "imports" | "onRead">,
  readings: readonly EcosystemReading[],
  { imageRoots, suffixes }: Pick<DockerReading, "imageRoots" | "suffixes">,
): Promise<ImportReading> {
  const projects = readings.flatMap((reading) => reading.projects);
  const request: ImportRequest = {
    ...given,
    roots: projects.map(({ root }) => root),
    packages: new NamedFolders(),
    withoutTsconfig: [],
    python: [],
    goModules: [],
    vendoredGoModules: [],
    crateRoots: [],
    images: new NamedFolders(),
  };
  for (const { root, name, facts } of projects) {
    if (facts.ecosystem === "npm" && facts.packageName !== null) request.packages.add(facts.packageName, root);
    if (facts.ecosystem === "npm" && !facts.ownTsconfig) request.withoutTsconfig.push(root);
    if (facts.ecosystem === "python")
      request.python.push({ root, module: normalizePackageName(name).replaceAll("-", "_"), sourceFolders: facts.sourceFolders });
    if (facts.ecosystem === "go") {
      request.goModules.push({ module: facts.module, root });
      request.vendoredGoModules.push(...facts.vendored);
    }
    if (facts.ecosystem === "cargo") request.crateRoots.push(root);
    if (!imageRoots.has(root)) continue;
    const image = name.slice(name.lastIndexOf("/") + 1).toLowerCase();
    request.images.add(image, root);
    for (const suffix of suffixes.get(root) ?? []) request.images.add(`${image}-${suffix}`, root);
  }
  return readImportEdges(request);
}

async function scanAll({ files, readFile }: ReadingContext): Promise<SourceImports> {
  const paths = files.paths().filter(isSource);
  const texts = await Promise.all(paths.map((path) => readFile(path)));
  return new Map(paths.map((path, index) => [path, scanImports(texts[index] ?? "", path)]));
}

/** Synchronous below: for a few thousand small files it is quicker, and never opens more than one of them at a time. */
function diskReader(root: string): ReadFile {
  return async (path) => {
    try {
      return readFileSync(join(root, path), "utf8");
    } catch (error) {
      // Git may list a file that is deleted in the working tree, a link to nowhere, or a submodule's folder.
      if (error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(String(error.code))) return null;
      throw error;
    }
  };
}
