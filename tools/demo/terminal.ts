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

/** Shows a command as a person would type it, runs it, and shows what it says, as it says it. Throws when it fails. */
export async function show(shell: Shell, command: string, args: string[]): Promise<string> {
  const typed = [command, ...args].map(quote).join(" ");
  console.log(`   ${styleText("green", "$")} ${typed}`);
  const child = execa(command, args, { ...optionsOf(shell), all: true, reject: false });
  for await (const line of child.iterable({ from: "all" })) console.log(`     ${line}`);
  const { exitCode, stdout } = await child;
  if (exitCode !== 0) throw new Error(`\`${typed}\` ended with exit code ${exitCode ?? "none"}.`);
  return stdout;
}

/** Runs a command without showing it and returns what it prints. Throws, with all it said, when it fails. */
export async function ask(shell: Shell, command: string, args: string[]): Promise<string> {
  const { stdout } = await execa(command, args, optionsOf(shell));
  return stdout.trim();
}

function optionsOf({ cwd, env }: Shell) {
  return { cwd, env, stdin: "ignore", preferLocal: true } as const;
}

function quote(argument: string): string {
  return /^[\w@%+=:,./~^{}-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
