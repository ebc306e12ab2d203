import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

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

/** A folder with files, a git repository and Nx in it, for one test. */
export class NxWorkspace {
  readonly root: string;

  constructor(files: Record<string, string>) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-nx-")));
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    this.write(files);
    // The Nx, and this package from its source, that the tests themselves run with.
    symlinkSync(join(repository, "node_modules"), join(this.root, "node_modules"));
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  /** Runs `nx` with those arguments; never throws. */
  async nx(...argv: string[]): Promise<CommandResult> {
    return await this.#run(process.execPath, [join(repository, "node_modules/nx/dist/bin/nx.js"), ...argv]);
  }

  async git(...argv: string[]): Promise<CommandResult> {
    const settings = ["user.name=Test", "user.email=test@example.com", "commit.gpgsign=false", "gc.auto=0", "init.defaultBranch=main"];
    return await this.#run("git", [...settings.flatMap((setting) => ["-c", setting]), ...argv]);
  }

  /** Nx's own project graph. */
  async graph(): Promise<NxGraph> {
    const file = join(this.root, ".nx/graph.json");
    const { exitCode, output } = await this.nx("graph", `--file=${file}`);
    if (exitCode !== 0) throw new Error(output);
    return (JSON.parse(readFileSync(file, "utf8")) as { graph: NxGraph }).graph;
  }

  /** Names of the projects that Nx counts as affected when those files changed. */
  async affected(...files: string[]): Promise<string[]> {
    const { exitCode, output } = await this.nx("show", "projects", "--affected", `--files=${files.join(",")}`, "--json");
    if (exitCode !== 0) throw new Error(output);
    return (JSON.parse(output.slice(output.indexOf("["))) as string[]).sort();
  }

  #run(command: string, argv: string[]): Promise<CommandResult> {
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: this.root,
      NX_DAEMON: "false",
      NX_NO_CLOUD: "true",
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, ".nx/workspace-data"),
      NO_COLOR: "1",
      CI: "1",
      NODE_OPTIONS: "--conditions=@sluice/source",
    };
    return new Promise((resolve) => {
      execFile(command, argv, { cwd: this.root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, output: exitCode === 0 ? stdout : `${stdout}\n${stderr}` });
      });
    });
  }
}
