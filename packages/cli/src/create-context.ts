import { appendFileSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CommandContext, CommandOptions } from "./command.ts";
import { type Problem, renderAnnotation } from "./render/annotation.ts";

/** The process as a command may see it. */
export function createContext(options: CommandOptions): CommandContext {
  const { env, stdout, stderr, stdin } = process;
  const json = options.flag("json");
  const cwd = resolve(options.text("cwd") ?? ".");
  const note = (line: string): void => void stderr.write(`${line}\n`);
  return {
    cwd,
    env,
    json,
    verbose: options.flag("verbose"),
    color: Boolean(stdout.isTTY) && !env["NO_COLOR"],
    progress: Boolean(stderr.isTTY) && !env["CI"] && !json,
    interactive: Boolean(stdin.isTTY) && Boolean(stdout.isTTY) && !env["CI"],
    print: (line) => void stdout.write(`${line}\n`),
    printJson: (document) => void stdout.write(`${JSON.stringify(document, null, 2)}\n`),
    note,
    warn: (warning) => note(annotation("warning", warning, env, cwd) ?? `warning ${warning.code}: ${warning.message}`),
    annotateError: (problem) => {
      const text = annotation("error", problem, env, cwd);
      if (text !== null) note(text);
    },
    summarize: summaryWriter(env["GITHUB_STEP_SUMMARY"]),
    readStdin: async () => (stdin.isTTY ? "" : await (await import("node:stream/consumers")).text(stdin)),
  };
}

/** The annotation in GitHub Actions; null elsewhere. */
export function annotation(level: "error" | "warning", problem: Problem, env: CommandContext["env"], cwd: string): string | null {
  if (env["GITHUB_ACTIONS"] !== "true") return null;
  const root = env["GITHUB_WORKSPACE"] || cwd;
  return renderAnnotation(level, problem, (path) => existsSync(join(root, path)));
}

/** A blank line stands between what several commands of one step wrote. */
function summaryWriter(path: string | undefined): CommandContext["summarize"] {
  return path === undefined || path === "" ? null : (markdown) => appendFileSync(path, `${markdown.trimEnd()}\n\n`);
}
