import { parse } from "jsonc-parser";
import type { EcosystemReading, ManifestProject } from "../model/reading.ts";
import { npmLockfiles } from "../npm/npm-lockfiles.ts";
import { below, folderOf } from "../text/paths.ts";
import { tableOf } from "../text/values.ts";
import { nameFromFolder, type ReadingContext } from "../workspace/reading-context.ts";

/**
 * Reads the folders that only a project.json makes a project, as Nx has them where an nx.json stands at the root: all sources are the
 * root's then, with its packages, and no folder has a manifest of its language. `known`: folders with a manifest; `built`: those with a Dockerfile alone.
 */
export async function readNxProjects(
  context: ReadingContext,
  { known, built }: { known: ReadonlySet<string>; built: ReadonlySet<string> },
): Promise<EcosystemReading> {
  const { files, ignored, readFile } = context;
  const nothing: EcosystemReading = { projects: [], edges: [], shared: [], broken: [] };
  const named = files.has("nx.json") ? files.named("project.json") : [];
  const paths = named.filter((path) => !known.has(folderOf(path)) && !ignored.isIgnored(path));
  if (paths.length === 0) return nothing;
  const roots = paths.map(folderOf);
  const own = paths.filter((path) => !built.has(folderOf(path)));
  const texts = await Promise.all(own.map((path) => readFile(path)));
  const projects = own.map((path, index) => toProject(path, texts[index] ?? "", context));
  const shared = ["package.json", ...npmLockfiles].filter((path) => files.has(path)).map((path) => ({ path, kind: path, roots }));
  return { ...nothing, projects, shared };
}

function toProject(path: string, text: string, context: ReadingContext): ManifestProject {
  const root = folderOf(path);
  const ownTsconfig = context.files.has(below(root, "tsconfig.json"));
  return {
    root,
    name: nameFromFolder(root, context),
    ecosystem: "npm",
    manifest: path,
    version: null,
    private: true,
    runs: tableOf(parse(text))["projectType"] === "application",
    facts: { ecosystem: "npm", packageName: null, scripts: {}, generatedFolders: ["dist"], ownTsconfig },
  };
}
