import { parseChart } from "../helm/parse-chart.ts";
import type { EcosystemReading, ManifestProject } from "../model/reading.ts";
import { folderAndAncestors, folderOf } from "../text/paths.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { infrastructureKindOf } from "./infrastructure-files.ts";

/** What is a project by files that describe a deployment. */
type InfrastructureEcosystem = "kustomize" | "helm" | "terraform";

/**
 * Finds the Kustomize bases and overlays, Helm charts and Terraform modules that stand apart from all other projects: each folder that holds
 * one is a project. In the folder of another project they are files of that one, as charts in the `charts` folder of a chart are; and the
 * repository's root is none, since it would own everything.
 *
 * They are called by their path, since every second one is called `base` or `prod`; a chart by its name where nobody else wants it.
 */
export async function readInfrastructure(
  context: ReadingContext,
  others: readonly Pick<ManifestProject, "root" | "name">[],
): Promise<EcosystemReading> {
  const { files, ignored } = context;
  const taken = new Set(others.filter(({ root }) => root !== ".").map(({ root }) => root));
  const manifests = new Map<string, { path: string; ecosystem: InfrastructureEcosystem }>();
  const inProjects = new Map<string, { path: string; ecosystem: InfrastructureEcosystem; owner: string }>();
  const paths = files
    .matching((name) => name !== "requirements.yaml" && isManifest(infrastructureKindOf(name)))
    .filter((path) => !ignored.isIgnored(path));
  for (const path of paths) {
    const root = folderOf(path);
    const ecosystem = infrastructureKindOf(path);
    if (root === "." || manifests.has(root) || !isManifest(ecosystem)) continue;
    const owner = folderAndAncestors(root).find((folder) => taken.has(folder));
    if (owner === undefined) manifests.set(root, { path, ecosystem });
    else if (ecosystem === "helm") inProjects.set(root, { path, ecosystem, owner });
  }
  const kept = [...manifests].filter(([root]) => !isSubchart(root, manifests));
  const projects = await Promise.all(kept.map(([root, { path, ecosystem }]) => toProject({ root, path, ecosystem }, context)));
  const charts = [...inProjects].filter(([root]) => !isSubchart(root, inProjects)).map(([, { path, owner }]) => ({ root: owner, path }));
  return { projects: withUniqueNames(projects, others), edges: [], shared: [], broken: [], charts };
}

function isManifest(kind: ReturnType<typeof infrastructureKindOf>): kind is InfrastructureEcosystem {
  return kind === "kustomize" || kind === "helm" || kind === "terraform";
}

/** Helm takes in what lies in a chart's `charts` folder, and templates are its files too. */
function isSubchart(root: string, manifests: ReadonlyMap<string, { ecosystem: InfrastructureEcosystem }>): boolean {
  return folderAndAncestors(root).some((folder) => folder !== root && manifests.get(folder)?.ecosystem === "helm");
}

async function toProject(
  { root, path, ecosystem }: { root: string; path: string; ecosystem: InfrastructureEcosystem },
  { readFile }: ReadingContext,
): Promise<ManifestProject> {
  const chart = ecosystem === "helm" ? parseChart((await readFile(path)) ?? "") : { name: null, version: null };
  return {
    root,
    name: chart.name ?? root,
    ecosystem,
    manifest: path,
    version: chart.version,
    private: true,
    runs: false,
    facts: { ecosystem },
  };
}

function withUniqueNames(projects: readonly ManifestProject[], others: readonly { name: string }[]): ManifestProject[] {
  const uses = new Map<string, number>();
  for (const { name } of [...projects, ...others]) uses.set(name, (uses.get(name) ?? 0) + 1);
  return projects.map((project) =>
    uses.get(project.name) === 1 ? project : { ...project, name: project.root, packageName: project.name },
  );
}
