import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openMemory } from "@sluice/affected/quick";

/** The packages whose code decides what is remembered. */
const PACKAGES = ["affected", "core", "ecosystems", "git", "images"];

/**
 * What earlier runs found out about a repository, in the folder that git keeps its own files in: git leaves alone, and
 * never lists, what it does not know there, so nothing has to be ignored.
 */
export function openProjectMemory(gitFolder: string): ReturnType<typeof openMemory> {
  return openMemory({ folder: join(gitFolder, "sluice"), identity: JSON.stringify(PACKAGES.map(identityOf)) });
}

/** Another version sees nothing of it; the time and size of the file tell builds of one version apart. */
function identityOf(name: string): [string, number, number] {
  const file = fileURLToPath(import.meta.resolve(`@sluice/${name}`));
  const { version }: { version: string } = JSON.parse(readFileSync(join(dirname(file), "../package.json"), "utf8"));
  const { size, mtimeMs } = statSync(file);
  return [version, size, mtimeMs];
}
