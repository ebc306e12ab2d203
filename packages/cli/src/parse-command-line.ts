import { SluiceError } from "@sluice/core";
import { CommanderError, type Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { buildProgram } from "./build-program.ts";
import type { Invocation } from "./command.ts";
import { commandTable } from "./command-table.ts";

/** What is to be run; or the exit code, when help or the version was printed. */
export async function parseCommandLine(given: string[]): Promise<Invocation | number> {
  const argv = plainHelp(given);
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
    const usage = error.code === "commander.unknownCommand" ? groupOf(argv) : usageOf(argv);
    throw new SluiceError("SLUICE_USAGE", error.message.replace(/^error: /, ""), { hint: `Run \`${usage} --help\`.` });
  }
  return invocation ?? 2;
}

/** `help images plan` → `images plan --help`: commander's own `help` takes one word. */
function plainHelp(argv: string[]): string[] {
  const [first, ...words] = argv;
  return first === "help" && words.length > 1 ? [...words, "--help"] : argv;
}

/** commander must neither end the process nor print errors: both happen in one place here. */
function prepare(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) prepare(child);
}

/** What lists the commands that there are. */
function groupOf([name = ""]: string[]): string {
  return Object.hasOwn(commandTable, name) ? `sluice ${name}` : "sluice";
}

function usageOf(argv: string[]): string {
  const words = [];
  for (const argument of argv) {
    if (argument.startsWith("-") || words.length === 2) break;
    words.push(argument);
  }
  return ["sluice", ...words].join(" ");
}
