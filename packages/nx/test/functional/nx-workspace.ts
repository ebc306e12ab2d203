import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const repository = join(import.meta.dirname, "../../../..");

/** The result of a command: everything it printed, and its exit code. */
export interface CommandResult {
  exitCode: number;
  output: string;
}

/** A project graph as `nx graph --file` writes it, with the parts these tests look at. */
export interface NxGraph {
  nodes: Record<string, { type: string; data: { root: string; projectType?: string; targets: Record<string, unknown> } }>;
  dependencies: Record<string, { source: string; target: string; type: string }[]>;
}

/** A folder with files and Nx in it, for one test. */
export class NxWorkspace extends TestRepository {
  constructor(files?: Record<string, string>) {
    super();
    if (files !== undefined) {
      onTestFinished(() => this.remove());
      this.write(files);
    }
    // The Nx, and this package from its source, that the tests themselves run with.
    symlinkSync(join(repository, "node_modules"), join(this.root, "node_modules"));
  }

  /** Runs `nx` with those arguments; never throws. Plugins run in Nx's own process: a test needs no worker for each. */
  nx(...argv: string[]): Promise<CommandResult> {
    const program = join(repository, "node_modules/nx/dist/bin/nx.js");
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: this.root,
      NX_DAEMON: "false",
      NX_NO_CLOUD: "true",
      NX_ISOLATE_PLUGINS: "false",
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, ".nx/workspace-data"),
      NO_COLOR: "1",
      CI: "1",
      NODE_OPTIONS: "--conditions=@sluice/source",
    };
    return new Promise((resolve) => {
      execFile(process.execPath, [program, ...argv], { cwd: this.root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, output: exitCode === 0 ? stdout : `${stdout}\n${stderr}` });
      });
    });
  }

  /** Nx's own project graph. */
  async graph(): Promise<NxGraph> {
    const file = join(this.root, ".nx/graph.json");
    const { exitCode, output } = await this.nx("graph", `--file=${file}`);
    if (exitCode !== 0) throw new Error(output);
    return (JSON.parse(this.read(".nx/graph.json")) as { graph: NxGraph }).graph;
  }

  /** Names of the projects that Nx counts as affected when those files changed. */
  async affected(...files: string[]): Promise<string[]> {
    const { exitCode, output } = await this.nx("show", "projects", "--affected", `--files=${files.join(",")}`, "--json");
    if (exitCode !== 0) throw new Error(output);
    return (JSON.parse(output.slice(output.indexOf("["))) as string[]).sort();
  }

  /** What Nx counts as affected since a commit, the working tree included: projects, and tasks of those targets, as `project:target`; and its graph. */
  async affectedSince(base: string, targets: readonly string[]): Promise<NxAffected> {
    const [shown, run] = await Promise.all([
      this.nx("show", "projects", "--affected", `--base=${base}`, "--json"),
      this.nx("affected", "--targets", targets.join(","), `--base=${base}`, "--graph=.nx/affected.json"),
    ]);
    for (const { exitCode, output } of [shown, run]) if (exitCode !== 0) throw new Error(output);
    const { tasks } = JSON.parse(this.read(".nx/affected.json")) as { tasks: { tasks: Record<string, unknown> } };
    return {
      projects: new Set(JSON.parse(shown.output.slice(shown.output.indexOf("["))) as string[]),
      tasks: new Set(Object.keys(tasks.tasks)),
      // What Nx keeps of the graph that both were answered from.
      edges: edgesOf(JSON.parse(this.read(".nx/workspace-data/project-graph.json")) as NxGraph),
    };
  }
}

/** See {@link NxWorkspace.affectedSince}. */
export interface NxAffected {
  projects: Set<string>;
  tasks: Set<string>;
  edges: string[];
}

/** The edges between projects, as `source -> target`, sorted. */
export function edgesOf({ nodes, dependencies }: Pick<NxGraph, "nodes" | "dependencies">): string[] {
  const all = Object.values(dependencies).flat();
  return [...new Set(all.filter(({ target }) => target in nodes).map(({ source, target }) => `${source} -> ${target}`))].sort();
}
