import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openMemory } from "@sluice/affected/quick";

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
  const { folder, version } = findPackage(name);
  // A checkout that was never built runs from its sources.
  const { size, mtimeMs } = statSync(join(folder, "dist/index.mjs"), { throwIfNoEntry: false }) ?? statSync(join(folder, "package.json"));
  return [version, size, mtimeMs];
}

interface Package {
  /** Absolute path. */
  folder: string;
  name: string;
  version: string;
}

const here = join(import.meta.dirname, "..");

/**
 * The package that Node.js would find: in a checkout and among installed packages it lies beside this one, unless this one has others of its
 * own. Only where there are no such folders, Node.js is asked, which takes longer than a remembered answer may.
 */
function findPackage(name: string): Package {
  const beside = existsSync(join(here, "node_modules/@sluice")) ? null : readPackage(join(here, "..", name));
  if (beside?.name === `@sluice/${name}`) return beside;
  const folder = dirname(createRequire(import.meta.url).resolve(`@sluice/${name}/package.json`));
  return { ...readManifest(folder), folder };
}

function readPackage(folder: string): Package | null {
  try {
    return { ...readManifest(folder), folder };
  } catch {
    return null;
  }
}

function readManifest(folder: string): Pick<Package, "name" | "version"> {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
