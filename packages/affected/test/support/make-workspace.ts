import type { Dependency, Project, Workspace } from "@sluice/ecosystems";
import type { ChangedFile } from "../../src/result.ts";
import type { AffectedInput } from "../../src/compute/compute-affected.ts";
import type { ImageInputs } from "../../src/compute/compute-images.ts";

/** Values for tests: a project in `services/<name>`. */
export function makeProject(name: string, changes: Partial<Project> = {}): Project {
  const root = changes.root ?? `services/${name}`;
  return {
    name,
    root,
    type: "app",
    ecosystem: "npm",
    manifest: `${root}/package.json`,
    version: "1.0.0",
    private: true,
    targets: {},
    ...changes,
  };
}

/** `"a > b"`: a needs b, as its manifest says. */
export function makeWorkspace(projects: (string | Project)[], needs: string[] = [], changes: Partial<Workspace> = {}): Workspace {
  const made = projects.map((project) => (typeof project === "string" ? makeProject(project) : project));
  const dependencies: Dependency[] = needs.map((edge) => {
    const [source = "", target = ""] = edge.split(" > ");
    return { source, target, file: `services/${source}/package.json`, line: 3 };
  });
  return { projects: made, dependencies, lockfiles: [], warnings: [], broken: [], ...changes };
}

/** `"+path"` added, `"-path"` deleted, else modified. */
export function makeChange(...paths: string[]): ChangedFile[] {
  return paths.map((path) => {
    if (path.startsWith("+")) return { path: path.slice(1), status: "added" };
    if (path.startsWith("-")) return { path: path.slice(1), status: "deleted" };
    return { path, status: "modified" };
  });
}

export function makeImage(name: string, inputs: string[], changes: Partial<ImageInputs> = {}): ImageInputs {
  return {
    name,
    repository: name,
    project: name,
    dockerfile: `services/${name}/Dockerfile`,
    context: `services/${name}`,
    inputs,
    bases: [],
    ...changes,
  };
}

/** Input of `computeAffected` with a known base and the same graph before and after. */
export function makeInput(workspace: Workspace, changedFiles: ChangedFile[], changes: Partial<AffectedInput> = {}): AffectedInput {
  return {
    base: { revision: "a".repeat(40), source: "argument", warnings: [] },
    head: { revision: null },
    changedFiles,
    workspace,
    previousWorkspace: workspace,
    lockfileChanges: [],
    images: [],
    configuration: { workspaceFiles: [], ignore: [] },
    ...changes,
  };
}
