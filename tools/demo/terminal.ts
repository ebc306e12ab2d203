import { styleText } from "node:util";
import { execa } from "execa";

/** Where a command runs, and what it finds in its environment. */
export interface Shell {
  cwd: string;
  env: Record<string, string>;
}

let step = 0;

/** Announces the next step of the demo. */
export function announce(title: string): void {
  step += 1;
  console.log(`\n${styleText(["bold", "cyan"], `── ${step}. ${title}`)}`);
}

/** A line of explanation. */
export function explain(text: string): void {
  console.log(styleText("dim", `   ${text}`));
}

/**
 * Shows a command as a person would type it, runs it, and shows what it says, as it says it.
 *
 * @returns stdout. A command that fails ends the demo with its whole output, unless `expected` names its exit code.
 */
export async function show(
  shell: Shell,
  command: string,
  args: string[],
  options: { quiet?: boolean; expected?: number } = {},
): Promise<string> {
  console.log(`   ${styleText("green", "$")} ${[command, ...args].map(quote).join(" ")}`);
  const child = execa(command, args, { cwd: shell.cwd, env: shell.env, all: true, reject: false, stdin: "ignore", preferLocal: true });
  if (!options.quiet) for await (const line of child.iterable({ from: "all" })) console.log(`     ${line}`);
  const { exitCode, stdout, all } = await child;
  if (exitCode !== (options.expected ?? 0)) {
    throw new Error(`\`${command} ${args.join(" ")}\` ended with exit code ${exitCode ?? "none"}${options.quiet ? `:\n${all}` : ""}`);
  }
  return stdout;
}

function quote(argument: string): string {
  return /^[\w@%+=:,./~^{}-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
