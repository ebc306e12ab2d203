import { delimiter, join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { SluiceError } from "@sluice/core";
import { type FetchedManifest, fetchManifest } from "../registry/fetch-manifest.ts";
import { putManifest } from "../registry/put-manifest.ts";
import { findBuildxPlugin, isExecutable } from "./find-buildx-plugin.ts";
import { runProgram } from "./run-program.ts";

/** What a docker command left behind. Texts are complete, with their last line end. */
export interface DockerResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The one door to docker: a client that has buildx. */
export interface Docker {
  /** Path of the client. */
  program: string;
  /** The variables it runs with: HOME and DOCKER_CONFIG say where its logins are. The caller's own when left out. */
  env?: Readonly<Record<string, string | undefined>>;
  /**
   * Runs `docker <args>` and returns whatever its exit code is. `onStderr` gets each line of talk as it comes.
   * Secrets never go into `args`: buildx takes paths and names of variables.
   */
  run(args: readonly string[], options?: DockerOptions): Promise<DockerResult>;
  /** What {@link INSPECT_BUILDER} has said already; null when it is to be asked. */
  inspectBuilder?(): Promise<DockerResult | null>;
  /** Asks a registry without docker; a door that has no such way always asks docker. */
  fetchManifest?(reference: string, options: { timeout: number }): Promise<FetchedManifest>;
  /** Writes a manifest's bytes under a tag without docker; false when the registry has not taken it. */
  putManifest?(reference: string, raw: string, options: { timeout: number }): Promise<boolean>;
}

/** How one docker command is run. */
export interface DockerOptions {
  onStderr?: (line: string) => void;
  /** Variables besides the caller's environment. */
  env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended; its exit code is then 124. */
  timeout?: number;
}

/** Where docker is looked for and run. */
export interface DockerPlace {
  /** Absolute path of the folder that it runs in. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** The docker client to use, as {@link findDockerClient} finds it. */
export async function findDocker(place: DockerPlace): Promise<Docker> {
  return openDocker(await findDockerClient(place), place);
}

/** Asks for the present builder; a client that answers has buildx. */
export const INSPECT_BUILDER = ["buildx", "inspect"] as const;

/** A client, and how its buildx is run. */
interface DockerProgram {
  /** Path of the client. */
  program: string;
  /**
   * Path of the plugin, which is run as the client runs it: the client itself takes longer to start, and starts the plugin once more to ask what
   * it is. Null: the client is run.
   */
  plugin: string | null;
}

/** A client that has buildx. */
interface DockerClient extends DockerProgram {
  /** What it has answered to {@link INSPECT_BUILDER}; null when that was not asked, or failed. */
  builder: DockerResult | null;
}

/**
 * Finds the docker client to use: `DOCKER` in `env`, else the first `docker` on PATH whose buildx answers. A machine may
 * have an older client without buildx standing first. `builds`: the builder will be needed, and is asked for at once.
 * Throws SLUICE_DOCKER_MISSING, SLUICE_BUILDX_MISSING.
 */
export async function findDockerClient(place: DockerPlace, { builds = false }: { builds?: boolean } = {}): Promise<DockerClient> {
  const { env } = place;
  const named = env["DOCKER"];
  // A program that somebody names is run as it is.
  const isNamed = named !== undefined && named !== "";
  const candidates = isNamed ? [named] : programsOnPath(env["PATH"] ?? "");
  for (const program of candidates) {
    const plugins = isNamed ? [null] : new Set([findBuildxPlugin(program, place), null]);
    for (const plugin of plugins) {
      const { run } = openDocker({ program, plugin }, place);
      const builder = builds ? await run(INSPECT_BUILDER) : null;
      if (builder?.exitCode === 0) return { program, plugin, builder };
      const { exitCode } = await run(["buildx", "version"]);
      if (exitCode === 0) return { program, plugin, builder: null };
    }
  }
  const [first] = candidates;
  if (first === undefined) {
    throw new SluiceError("SLUICE_DOCKER_MISSING", "There is no docker on PATH", {
      hint: "Install Docker Engine with buildx, or set DOCKER to the client's path; `sluice doctor` says more.",
    });
  }
  throw new SluiceError("SLUICE_BUILDX_MISSING", `${candidates.join(" and ")} cannot run buildx`, {
    hint: "Install the buildx plugin (package docker-buildx or docker-buildx-plugin), or set DOCKER to a client that has it.",
  });
}

/** Tells a plugin that a client runs it, and which one (docker/cli, `cli-plugins/manager`, `ReexecEnvvar`): then it reads the same variables and files. */
const CLIENT_VARIABLE = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND";

/** The door to a client that is known to have buildx. */
export function openDocker({ program, plugin }: DockerProgram, { cwd, env }: DockerPlace): Docker {
  return {
    program,
    env,
    fetchManifest: (reference, { timeout }) => fetchManifest(reference, { env, timeout }),
    putManifest: (reference, raw, { timeout }) => putManifest(reference, raw, { env, timeout }),
    run: async (args, { onStderr, env: more, timeout = 0 } = {}) => {
      const lines = onStderr === undefined ? {} : { onStderr: lineReader(onStderr) };
      const isPlugin = plugin !== null && args[0] === "buildx";
      const { exitCode, stdout, stderr, timedOut, problem } = await runProgram(isPlugin ? plugin : program, args, {
        cwd,
        env: { ...env, ...more, ...(isPlugin ? { [CLIENT_VARIABLE]: program } : {}) },
        timeout,
        ...lines,
      });
      if (exitCode !== null && !timedOut) return { exitCode, stdout, stderr };
      return { exitCode: timedOut ? 124 : 127, stdout, stderr: `${stderr}${timedOut ? "i/o timeout" : problem}\n` };
    },
  };
}

/**
 * A door that looks for the client when it is first needed, and once, where it is not looked for already (`client`): a registry that is
 * spoken to over HTTP and has all that is asked for never needs it. Its `run` throws what {@link findDockerClient} throws.
 */
export function openDockerWhenNeeded(place: DockerPlace, client: Promise<DockerClient> | null = null): Docker {
  let found = client;
  // Whoever needs it is told.
  client?.catch(() => {});
  return {
    ...openDocker({ program: place.env["DOCKER"] || "docker", plugin: null }, place),
    run: async (args, options) => openDocker(await (found ??= findDockerClient(place)), place).run(args, options),
    inspectBuilder: async () => (await (found ??= findDockerClient(place, { builds: true }))).builder,
  };
}

function lineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}

function programsOnPath(path: string): string[] {
  const folders = [...new Set(path.split(delimiter))].filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, "docker")).filter(isExecutable);
}
