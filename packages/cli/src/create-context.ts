import { resolve } from "node:path";
import type { CommandContext, CommandOptions } from "./command.ts";

/** The process as a command may see it. */
export function createContext(options: CommandOptions): CommandContext {
  const { env, stdout, stderr, stdin } = process;
  const json = options.flag("json");
  return {
    cwd: resolve(options.text("cwd") ?? "."),
    env,
    json,
    verbose: options.flag("verbose"),
    color: Boolean(stdout.isTTY) && !env["NO_COLOR"],
    progress: Boolean(stderr.isTTY) && !env["CI"] && !json,
    print: (line) => void stdout.write(`${line}\n`),
    printJson: (document) => void stdout.write(`${JSON.stringify(document, null, 2)}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    readStdin: async () => (stdin.isTTY ? "" : await (await import("node:stream/consumers")).text(stdin)),
  };
}
