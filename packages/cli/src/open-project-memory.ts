import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openMemory } from "@sluice/affected/quick";

const require = createRequire(import.meta.url);

/** The packages whose code decides what is remembered. */
const PACKAGES = ["affected", "core", "ecosystems", "git", "images"];

/**
 * What earlier runs found out about a repository, in the folder that git keeps its own files in: git leaves alone, and
 * never lists, what it does not know there, so nothing has to be ignored.
 */
export function openProjectMemory(gitFolder: string): ReturnType<typeof openMemory> {
  return openMemory({ folder: join(gitFolder, "sluice"), identity: programIdentity() });
}

let identity: string | null = null;

/** Which Sluice this is. */
export function programIdentity(): string {
  return (identity ??= JSON.stringify(PACKAGES.map(identityOf)));
}

/** Another version sees nothing of it; the time and size of the program tell builds of one version apart. */
function identityOf(name: string): [string, number, number] {
  const manifest = require.resolve(`@sluice/${name}/package.json`);
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, "utf8"));
  // A checkout that was never built runs from its sources.
  const { size, mtimeMs } = statSync(join(dirname(manifest), "dist/index.mjs"), { throwIfNoEntry: false }) ?? statSync(manifest);
  return [version, size, mtimeMs];
}
