import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** The built command, for a test that starts it by itself. */
export const builtCommand: string = join(import.meta.dirname, "../../packages/cli/bin/sluice.js");

/** Where and with what a command is run. */
export interface SluiceCall {
  cwd: string;
  /** Beside, or instead of, what {@link sluiceEnvironment} gives. */
  env?: Record<string, string>;
  /** Standard input; without it there is none. */
  input?: string;
}

export interface SluiceEnd {
  /** None when a signal ended it. */
  exitCode?: number;
  stdout: string;
  stderr: string;
}

/** Runs the built command. Never throws for how it ends. */
export function runSluice(args: readonly string[], call: SluiceCall): Promise<SluiceEnd> {
  return run([builtCommand, ...args], call);
}

/** Runs the command from its source, so that a functional test needs no build. Never throws for how it ends. */
export function runSluiceFromSource(args: readonly string[], call: SluiceCall): Promise<SluiceEnd> {
  const entry = new URL("../../packages/cli/src/main.ts", import.meta.url).href;
  const script = `import { main } from ${JSON.stringify(entry)}; process.exitCode = await main(process.argv.slice(1));`;
  return run(["--conditions=@sluice/source", "--input-type=module", "--eval", script, "--", ...args], call);
}

/** Nothing of the environment but what is needed: programs and where Docker is; a home and a temporary folder that go with the run of tests. */
export function sluiceEnvironment(): Record<string, string> {
  const { PATH = "", DOCKER, DOCKER_CONFIG = join(homedir(), ".docker"), DOCKER_HOST } = process.env;
  return {
    PATH,
    HOME: tmpdir(),
    TMPDIR: tmpdir(),
    DOCKER_CONFIG,
    ...(DOCKER === undefined ? {} : { DOCKER }),
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
    NO_COLOR: "1",
    NX_DAEMON: "false",
    GIT_CEILING_DIRECTORIES: tmpdir(),
  };
}

async function run(args: readonly string[], { cwd, env = {}, input }: SluiceCall): Promise<SluiceEnd> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, {
    cwd,
    env: { ...sluiceEnvironment(), ...env },
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
  return { ...(exitCode === undefined ? {} : { exitCode }), stdout, stderr };
}
