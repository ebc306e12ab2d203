import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isatty } from "node:tty";
import type { QuickLook } from "@sluice/git/quick";
import { appendLines } from "./append-lines.ts";
import type { CommandContext, CommandOptions } from "./command.ts";
import { type Problem, renderAnnotation } from "./render/annotation.ts";
import { renderWarning } from "./render/error.ts";
import { openWorkingLine } from "./working-line.ts";

/** The process as a command may see it, with what a quick `look` found. */
export function createContext(options: CommandOptions, look: QuickLook | null = null): CommandContext {
  const { env, stdout } = process;
  const json = options.flag("json");
  const cwd = resolve(options.text("cwd") ?? ".");
  // Node.js opens a stream when it is first asked for, which takes a while: standard error and standard input only where they are used.
  const progress = !env["CI"] && !json && isatty(2);
  const line = openWorkingLine(progress);
  const note = (text: string): void => {
    line.clear();
    process.stderr.write(`${text}\n`);
  };
  const print = (text: string): void => {
    line.say(null);
    stdout.write(`${text}\n`);
  };
  return {
    cwd,
    env,
    look,
    json,
    verbose: options.flag("verbose"),
    color: hasColors(stdout, env),
    progress,
    width: stdout.isTTY ? stdout.columns : null,
    working: (text) => line.say(text),
    print,
    printJson: (document) => print(JSON.stringify(document, null, 2)),
    get interactive() {
      return Boolean(process.stdin.isTTY) && Boolean(stdout.isTTY) && !env["CI"];
    },
    note,
    warn: (warning) => note(annotation("warning", warning, env, cwd) ?? renderWarning(warning, hasColors(process.stderr, env))),
    annotateError: (problem) => {
      const text = annotation("error", problem, env, cwd);
      if (text !== null) note(text);
    },
    summarize: summaryWriter(env["GITHUB_STEP_SUMMARY"]),
    readStdin: async () => (process.stdin.isTTY ? "" : await (await import("node:stream/consumers")).text(process.stdin)),
  };
}

/** Whether colours may be written to a stream. An empty NO_COLOR counts as none, as https://no-color.org says. */
export function hasColors(stream: { isTTY?: boolean }, env: CommandContext["env"]): boolean {
  return !env["NO_COLOR"] && (Boolean(stream.isTTY) || isOn(env["FORCE_COLOR"]));
}

/** Whether a variable is set to something that says yes. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

/** The annotation in GitHub Actions; null elsewhere. */
export function annotation(level: "error" | "warning", problem: Problem, env: CommandContext["env"], cwd: string): string | null {
  if (env["GITHUB_ACTIONS"] !== "true") return null;
  const root = env["GITHUB_WORKSPACE"] || cwd;
  return renderAnnotation(level, problem, (path) => existsSync(join(root, path)));
}

/** A blank line stands between what several commands of one step wrote. */
function summaryWriter(path: string | undefined): CommandContext["summarize"] {
  return path === undefined || path === "" ? null : (markdown) => appendLines(path, `${markdown.trimEnd()}\n\n`);
}
