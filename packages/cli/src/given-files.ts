import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { SluiceError } from "@sluice/core";
import type { CommandContext, CommandOptions } from "./command.ts";

/** The changed files that `--files` and `--stdin` name; undefined where git is to say it. */
export async function givenFiles(options: CommandOptions, context: CommandContext): Promise<string[] | undefined> {
  const files = options.list("files");
  const given = files.length > 0 ? "--files" : "--stdin";
  if (options.text("base") !== undefined && (files.length > 0 || options.flag("stdin")))
    throw new SluiceError("SLUICE_USAGE", `--base and ${given} exclude each other`, {
      hint: `${given} says what has changed, in place of what git says: leave one of them out.`,
    });
  const named = files.flatMap((text) => pathsIn(text, context));
  if (!options.flag("stdin")) return files.length > 0 ? named : undefined;
  const text = await context.readStdin();
  return [...named, ...text.split(text.includes("\0") ? "\0" : /\r?\n/)];
}

/** Several in one argument as well: with commas, as Nx takes them, and a line each, as a shell gives them from quotes. */
function pathsIn(text: string, { cwd }: Pick<CommandContext, "cwd">): string[] {
  const isThere = (path: string) => existsSync(resolve(cwd, path));
  const parts = text.split(/[,\r\n]+/).filter((part) => part !== "");
  if (isThere(text)) return [text];
  // A name with a comma in it may have been deleted.
  return parts.every(isThere) ? parts : [text, ...parts];
}
