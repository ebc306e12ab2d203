import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSluiceError, withTemporaryFolder } from "@sluice/core";
import type { NxGraph, Workspace } from "@sluice/ecosystems";
import type { CommandContext } from "./command.ts";

/** Puts what Nx knows into a workspace that Sluice read. */
export type WithNxGraph = (workspace: Workspace) => Promise<Workspace>;

/** Nx's own graph, or why there is none. */
interface NxAnswer {
  graph: NxGraph | null;
  problem: string;
}

/**
 * For a repository whose nx.json names plugins that Sluice does not know: what unites a workspace with Nx's own graph, which is that of the
 * working tree. Nx is asked once, and at once: it takes longer than to read the workspace. Null where all plugins are known. When Nx cannot say, the workspace stays
 * as it is, with the warning SLUICE_NX_GRAPH.
 */
export async function readNxPlugins(root: string, context: CommandContext): Promise<WithNxGraph | null> {
  const text = readNxJson(root);
  if (!text.includes('"plugins"')) return null;
  const { parseNxJson, uniteNxGraph, unknownPlugins } = await import("@sluice/ecosystems");
  const nxJson = parseNxJson(text);
  const plugins = unknownPlugins(nxJson);
  if (plugins.length === 0) return null;
  if (context.verbose)
    context.note(
      `Nx's own graph is read too, which takes longer: nx.json names plugins that Sluice does not know (${plugins.join(", ")}).`,
    );
  const asked = askNx(root);
  // Whoever wants to know what Nx says gets the error.
  asked.catch(() => {});
  return async (workspace) => {
    const { graph, problem } = await asked;
    if (graph !== null) return uniteNxGraph({ workspace, graph, namedInputs: nxJson.namedInputs });
    const message = `Nx's own graph cannot be read, so what only these plugins know is missing: ${plugins.join(", ")}. ${problem}`;
    return { ...workspace, warnings: [...workspace.warnings, { code: "SLUICE_NX_GRAPH", message }] };
  };
}

function readNxJson(root: string): string {
  try {
    return readFileSync(join(root, "nx.json"), "utf8");
  } catch {
    return "";
  }
}

async function askNx(root: string): Promise<NxAnswer> {
  try {
    return await withTemporaryFolder("nx-graph", (folder) => writeNxGraph(root, join(folder, "graph.json")));
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return { graph: null, problem: `${error.message}. ${error.hint ?? ""}`.trim() };
  }
}

async function writeNxGraph(root: string, file: string): Promise<NxAnswer> {
  const [{ execa }, { findNx }] = await Promise.all([import("execa"), import("./find-nx.ts")]);
  const { exitCode, stderr, stdout } = await execa(process.execPath, [await findNx(root), "graph", `--file=${file}`], {
    cwd: root,
    stdin: "ignore",
    reject: false,
  });
  if (exitCode !== 0) return { graph: null, problem: `nx graph says: ${(stderr || stdout).trim().slice(0, 500)}` };
  const { graph }: { graph: NxGraph } = JSON.parse(readFileSync(file, "utf8"));
  return { graph, problem: "" };
}
