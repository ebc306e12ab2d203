import type { Workspace } from "@sluice/ecosystems";
import type { ProjectConfiguration, TargetConfiguration } from "nx/src/config/workspace-json-project-json";

/** A manifest that cannot be read. */
export interface BrokenManifest {
  /** Its folder and itself, from the root of the repository. */
  root: string;
  manifest: string;
  /** What is wrong, with path and line. */
  problem: string;
  workspace: Pick<Workspace, "projects">;
}

/**
 * The project that stands for a folder whose manifest cannot be read: lint, test and build fail and say why, so that a run which
 * concerns the folder cannot pass. It has the name of the folder, or its path where another project has that name; what else is in
 * the folder (a Dockerfile) keeps its project, and this adds the failing targets.
 */
export function toBrokenProject({ root, manifest, problem, workspace }: BrokenManifest): ProjectConfiguration {
  const target = failingTarget(problem);
  const targets = { lint: target, test: target, build: target };
  const same = workspace.projects.find((project) => project.root === root);
  if (same !== undefined) return { root, name: same.name, targets };
  const folder = root === "." ? manifest : (root.split("/").at(-1) ?? root);
  const isTaken = workspace.projects.some(({ name }) => name === folder);
  return { root, name: isTaken ? root : folder, targets };
}

function failingTarget(problem: string): TargetConfiguration {
  return {
    command: `printf '%s\\n' ${quote(`SLUICE_BROKEN_MANIFEST: ${problem}`)} >&2 && exit 1`,
    cache: false,
    metadata: { description: "Fails: the manifest cannot be read." },
  };
}

/** One word for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
