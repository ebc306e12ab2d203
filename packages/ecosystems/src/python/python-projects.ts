import type { ManifestProject } from "../model/reading.ts";
import { below, folderAndAncestors, folderOf, nameOf, resolveReference } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import { nameFromFolder, type ReadingContext } from "../workspace/reading-context.ts";
import type { PyprojectManifest } from "./parse-pyproject.ts";
import type { SetupManifest } from "./parse-setup.ts";
import type { RequirementsManifest } from "./parse-requirements.ts";

interface ProjectFiles {
  files: FileIndex;
  /** Folders that have tests. */
  tested: ReadonlySet<string>;
}

/** The project of a pyproject.toml; `workspace` is the uv workspace that it is in. */
export function pyprojectProject(
  manifest: PyprojectManifest,
  workspace: PyprojectManifest | null,
  { files, tested }: ProjectFiles,
): ManifestProject {
  const { root } = manifest;
  // Tools of a workspace are often declared once, at its root.
  const declared = new Set(
    [manifest, ...(workspace === null ? [] : [workspace])].flatMap(({ dependencies }) => dependencies.map(({ name }) => name)),
  );
  return {
    root,
    name: manifest.name ?? "",
    ecosystem: "python",
    manifest: manifest.path,
    version: manifest.version,
    private: manifest.private || !manifest.buildable,
    runs: manifest.hasScripts,
    facts: {
      ecosystem: "python",
      tool: manifest.style === "poetry" && !manifest.hasUvTable ? "poetry" : "uv",
      locked: files.has(below(workspace?.root ?? root, "uv.lock")),
      tests: manifest.hasPytestTable || manifest.dependencies.some(({ name }) => name === "pytest") || tested.has(root),
      ruff: {
        dependency: declared.has("ruff"),
        configured: manifest.hasRuffTable || workspace?.hasRuffTable === true || hasRuffFile(root, files),
      },
      buildable: manifest.buildable,
      sourceFolders: manifest.sourceFolders.map((folder) => resolveReference(root, folder)).filter((folder) => folder !== null),
    },
  };
}

/** What makes a project of setuptools: the files of its folder that say something. */
interface SetupParts {
  /** The one that says that there is a project. */
  main: SetupManifest;
  all: readonly SetupManifest[];
  /** A pyproject.toml beside them that has no name. */
  pyproject: PyprojectManifest | null;
}

/** The project of a setup.cfg or setup.py. It has no version that could be edited, and is not published. */
export function setupProject({ main, all, pyproject }: SetupParts, context: ReadingContext, tested: ReadonlySet<string>): ManifestProject {
  const { root, path, name } = main;
  const folders = [...(pyproject?.sourceFolders ?? []), ...all.flatMap(({ sourceFolders }) => sourceFolders)];
  const declares = (tool: string) => all.some(({ dependencies }) => dependencies.some(({ name: needed }) => needed === tool));
  return unpublishedProject(context, {
    root,
    path,
    name,
    tests: pyproject?.hasPytestTable === true || declares("pytest") || tested.has(root),
    ruff: { dependency: declares("ruff"), configured: pyproject?.hasRuffTable === true || hasRuffFile(root, context.files) },
    sourceFolders: [...new Set(folders)].map((folder) => resolveReference(root, folder)).filter((folder) => folder !== null),
  });
}

/** The project of a requirements.txt, which has no name and no version of its own. */
export function requirementsProject(
  { root, path, dependencies }: RequirementsManifest,
  context: ReadingContext,
  tested: ReadonlySet<string>,
): ManifestProject {
  return unpublishedProject(context, {
    root,
    path,
    name: null,
    tests: tested.has(root),
    ruff: { dependency: dependencies.some(({ name }) => name === "ruff"), configured: hasRuffFile(root, context.files) },
    sourceFolders: [],
  });
}

type PythonFacts = Extract<ManifestProject["facts"], { ecosystem: "python" }>;

/** A project that pip installs and nobody publishes; called by its folder where it has no name. */
function unpublishedProject(
  context: ReadingContext,
  {
    root,
    path,
    name,
    ...facts
  }: { root: string; path: string; name: string | null } & Pick<PythonFacts, "tests" | "ruff" | "sourceFolders">,
): ManifestProject {
  return {
    root,
    name: name ?? nameFromFolder(root, context),
    ecosystem: "python",
    manifest: path,
    version: null,
    private: true,
    runs: false,
    facts: { ecosystem: "python", tool: "pip", locked: false, buildable: false, ...facts },
  };
}

/** Folders that have test files where pytest looks by default: beside the project's manifest, or anywhere below `tests` or `test`. */
export function findTestedFolders(files: FileIndex): Set<string> {
  const tested = new Set<string>();
  for (const path of files.matching(isTestName)) {
    tested.add(folderOf(path));
    for (const folder of folderAndAncestors(folderOf(path))) {
      if (["test", "tests"].includes(nameOf(folder))) tested.add(folderOf(folder));
    }
  }
  return tested;
}

/** Whether pytest collects a file of that name by default. */
function isTestName(name: string): boolean {
  return /^(test_.*|.*_test)\.py$/.test(name);
}

function hasRuffFile(root: string, files: FileIndex): boolean {
  return folderAndAncestors(root).some((folder) => files.has(below(folder, "ruff.toml")) || files.has(below(folder, ".ruff.toml")));
}
