import { parse } from "jsonc-parser";
import { below } from "../text/paths.ts";
import { tableOf, textOf } from "../text/values.ts";
import type { ReadingContext } from "./reading-context.ts";

/** Names, by project folder, that a project.json gives: it has the last word in Nx, so here too. */
export async function readProjectNames(roots: Iterable<string>, { files, readFile }: ReadingContext): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const root of roots) {
    const path = below(root, "project.json");
    const name = files.has(path) ? textOf(tableOf(parse((await readFile(path)) ?? ""))["name"]) : null;
    if (name !== null) names.set(root, name);
  }
  return names;
}
