import type { Project } from "./workspace.ts";

/** Reads one file below the repository root; null when it is not there. So the same code reads a disk and a git revision. */
export type ReadFile = (path: string) => Promise<string | null>;

/** What one ecosystem's manifests say, before the ecosystems are put together. Folders stand in for project names. */
export interface EcosystemReading {
  projects: ManifestProject[];
  edges: RootEdge[];
  shared: SharedFile[];
  broken: BrokenManifest[];
  /** By the folder of a Go module, the vendor folders that it is built from. */
  vendor?: ReadonlyMap<string, readonly string[]>;
  /** Chart.yaml files of Helm charts that lie in another project's folder. */
  charts?: { root: string; path: string }[];
}

/** A manifest that makes its folder a project. */
export interface ManifestProject extends Pick<
  Project,
  "root" | "name" | "packageName" | "ecosystem" | "manifest" | "version" | "versionManifest" | "private" | "registries"
> {
  /** No workspace has it as a member: of two that are called the same, the member keeps its name. */
  standsAlone?: boolean;
  /** The manifest itself shows that the project runs: a binary, a main package, an application. */
  runs: boolean;
  /** What the inferred targets need to know; see `src/targets`. */
  facts: ProjectFacts;
}

/** Facts that decide which targets a project has and what they run. */
export type ProjectFacts =
  | { ecosystem: "npm"; packageName: string | null; scripts: Record<string, string>; generatedFolders: string[]; ownTsconfig: boolean }
  | PythonFacts
  | GoFacts
  | { ecosystem: "cargo"; crate: string; binaries: string[]; workspaceRoot: string }
  | { ecosystem: "docker" }
  | { ecosystem: "kustomize" | "helm" | "terraform" };

interface GoFacts {
  ecosystem: "go";
  module: string;
  /** The go.mod names every module that the build needs. */
  isComplete: boolean;
  /** Modules that it replaces by folders that are no projects. */
  vendored: { module: string; root: string }[];
  main: boolean;
  golangci: string | null;
}

interface PythonFacts {
  ecosystem: "python";
  tool: "uv" | "poetry" | "pip";
  locked: boolean;
  tests: boolean;
  ruff: RuffUse;
  buildable: boolean;
  /** Folders of its modules that the manifest names, from the repository root. */
  sourceFolders: string[];
}

/** Whether the project depends on ruff itself, and whether ruff is configured for it, so that its format is meant to be checked. */
interface RuffUse {
  dependency: boolean;
  configured: boolean;
}

/** The project in folder `from` needs the one in folder `to`. */
export interface RootEdge {
  from: string;
  /** Of an ecosystem's manifests also a folder or file that is no project, as a path says it; see `resolveFolderEdges`. */
  to: string;
  file: string;
  line?: number;
  /** Where `to` is a part of another project: that part is meant, and not the project. */
  asFiles?: boolean;
}

/** Told of each path outside of all projects that a source or manifest of the project in `from` takes in, with the place that says so. */
export type OnRead = (read: RootEdge) => void;

/** A file that several projects install from or inherit from. `roots` are the projects' folders. */
export interface SharedFile {
  path: string;
  kind: string;
  roots: string[];
  /** By project folder: what it asks for, as `name@range`, where the file itself does not say who asks for what. */
  requests?: ReadonlyMap<string, readonly string[]>;
}

/** A manifest that cannot be read; `message` names path, line and problem. */
export interface BrokenManifest {
  root: string;
  manifest: string;
  message: string;
}
