import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Buildkit, startBuildkit } from "../stack/index.ts";

const NAME = "sluice-bench";

/** A builder as a fresh CI runner has it: each time a BuildKit with an empty root. buildx's own settings stay as they are. */
export class FreshBuilder {
  readonly env: Record<string, string>;
  readonly #docker: string;
  #buildkit: Buildkit | null = null;

  /** @param folder for buildx's settings */
  constructor(docker: string, folder: string) {
    this.#docker = docker;
    this.env = { BUILDX_CONFIG: join(folder, "buildx"), BUILDX_BUILDER: NAME };
  }

  /** Ends the one before, with all that it kept. */
  async renew(): Promise<void> {
    await this.stop();
    this.#buildkit = await startBuildkit();
    this.#buildx("create", "--name", NAME, "--driver", "remote", this.#buildkit.endpoint);
  }

  async stop(): Promise<void> {
    if (this.#buildkit === null) return;
    this.#buildx("rm", NAME);
    await this.#buildkit.stop();
    this.#buildkit = null;
  }

  #buildx(...args: string[]): void {
    execFileSync(this.#docker, ["buildx", ...args], { env: { ...process.env, ...this.env }, stdio: "ignore" });
  }
}
