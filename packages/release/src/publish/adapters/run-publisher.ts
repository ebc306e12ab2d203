import { SluiceError } from "@sluice/core";
import { redactSecrets } from "./redact-secrets.ts";

/** How a program that builds or uploads is run. */
export interface PublisherRun {
  program: keyof typeof programs;
  args: readonly string[];
  cwd: string;
  /** The whole environment; secrets come in by it alone. */
  env: Readonly<Record<string, string | undefined>>;
  /** What must not be in an error. */
  secrets: readonly (string | undefined)[];
}

/** Where each of them comes from. */
const programs = {
  uv: "Install it: https://docs.astral.sh/uv",
  cargo: "Install Rust: https://rustup.rs",
  pnpm: "Install it: https://pnpm.io/installation, or `corepack enable`",
  yarn: "Install it: https://yarnpkg.com/getting-started/install, or `corepack enable`",
};

/**
 * Runs a program that builds or uploads, which must not ask anything, and gives what it printed.
 *
 * @throws SLUICE_UV_MISSING and the like when it is not installed; SLUICE_UV_FAILED and the like with its own words
 */
export async function runPublisher({ program, args, cwd, env, secrets }: PublisherRun): Promise<string> {
  const name = program.toUpperCase();
  // Loaded when a program is run: it is what takes longest of all to load.
  const { execa, ExecaError } = await import("execa");
  try {
    const { stdout } = await execa(program, args, { cwd, env, extendEnv: false, stdin: "ignore", timeout: 900_000 });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === "ENOENT") {
      throw new SluiceError(`SLUICE_${name}_MISSING`, `${program} is not installed, and is needed to publish`, {
        hint: programs[program],
      });
    }
    // pnpm and Yarn tell what went wrong on stdout.
    const reason = redactSecrets(lastWords(`${error.stderr}`) || lastWords(`${error.stdout}`) || error.shortMessage, secrets);
    throw new SluiceError(`SLUICE_${name}_FAILED`, `${program} ${args[0]} failed: ${reason}`, {
      hint: `Mend what ${program} says, and run the same command again.`,
    });
  }
}

/** From the first error on; before it come progress and notes. A page that the index answered with says nothing to a person. */
function lastWords(stderr: string): string {
  const text = stderr.replaceAll(/\s*(?:Server says:)?\s*<(?:!doctype|html)\b[^]*?<\/html>/gi, "").trim();
  const start = text.search(/^error/m);
  return text.slice(Math.max(start, 0)).slice(-1500);
}
