import { isSluiceError, SluiceError, type ErrorCode } from "@sluice/core";
import { CommanderError, type Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { buildProgram, type Invocation } from "./build-program.ts";
import { createContext } from "./create-context.ts";
import { renderError } from "./render/error.ts";

/**
 * Runs one command line and returns its exit code: 0 done, 1 the thing asked about failed, 2 wrong usage, wrong
 * configuration, or Sluice itself could not do it.
 */
export async function main(argv: string[]): Promise<number> {
  // A reader that stops early (`sluice … | head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
  try {
    const invocation = await parse(argv);
    if (typeof invocation === "number") return invocation;
    const context = createContext(invocation.input.options);
    return await invocation.definition.run({ ...invocation.input, context });
  } catch (error) {
    return report(error, argv.includes("--json"));
  }
}

/** What is to be run; or the exit code, when help or the version was printed. */
async function parse(argv: string[]): Promise<Invocation | number> {
  let invocation: Invocation | undefined;
  const program = await buildProgram(argv, packageJson.version, (found) => {
    invocation = found;
  });
  prepare(program);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help without being asked for it (`sluice images`) is an answer to a wrong call.
    if (error.exitCode === 0) return 0;
    if (error.code === "commander.help") return 2;
    const usage = error.code === "commander.unknownCommand" ? "sluice" : usageOf(argv);
    throw new SluiceError("SLUICE_USAGE", error.message.replace(/^error: /, ""), { hint: `Run \`${usage} --help\`.` });
  }
  return invocation ?? 2;
}

/** commander must neither end the process nor print errors: both happen in one place here. */
function prepare(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) prepare(child);
}

function usageOf(argv: string[]): string {
  const words = [];
  for (const argument of argv) {
    if (argument.startsWith("-") || words.length === 2) break;
    words.push(argument);
  }
  return ["sluice", ...words].join(" ");
}

function report(error: unknown, json: boolean): number {
  const code: ErrorCode = isSluiceError(error) ? error.code : "SLUICE_INTERNAL";
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${renderError(error)}\n`);
  if (json) {
    const hint = isSluiceError(error) ? error.hint : undefined;
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error: { code, message, hint } }, null, 2)}\n`);
  }
  return 2;
}
