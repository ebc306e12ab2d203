import { readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const skipped = new Set(["node_modules", "dist", "out-tsc", "cache", "test"]);
const folders = ["docs", "examples", "packages", "tools", "services"];

/** Every page of documentation in this repository, as absolute paths. Changelogs are written by releases. */
export function pages(): string[] {
  const below = folders.flatMap((folder) => pagesBelow(join(root, folder)));
  return [
    ...readdirSync(root)
      .filter(isPage)
      .map((name) => join(root, name)),
    ...below,
  ].sort();
}

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : pagesBelow(join(folder, entry.name));
    return isPage(entry.name) ? [join(folder, entry.name)] : [];
  });
}

function isPage(name: string): boolean {
  return name.endsWith(".md") && name !== "CHANGELOG.md";
}
