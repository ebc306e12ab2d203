import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openMemory } from "@sluice/affected/quick";

/** The packages whose code decides what is remembered. */
const PACKAGES = ["affected", "cli", "core", "ecosystems", "git", "images"];

/**
 * What earlier runs found out about a repository, in the folder that git keeps its own files in: git leaves alone, and
 * never lists, what it does not know there, so nothing has to be ignored.
 */
export function openProjectMemory(gitFolder: string): ReturnType<typeof openMemory> {
  return openMemory({ folder: join(gitFolder, "sluice"), identity: programIdentity() });
}

let identity: string | null = null;

/** Which Sluice this is: another version sees nothing of it; the time and size of the program tell builds of one version apart. */
export function programIdentity(): string {
  return (identity ??= JSON.stringify(PACKAGES.map(findPackage).map(({ version, size, mtimeMs }) => [version, size, mtimeMs])));
}

/**
 * Whether the packages beside this one are those that were bundled into a file of it: their versions and sizes, by name, as JSON. A bundle of
 * others might do something else than they do.
 */
export function isBundleOf(bundled: string): boolean {
  const sizes = Object.entries(JSON.parse(bundled) as Record<string, [string, number]>);
  return sizes.every(([name, [version, size]]) => {
    const found = findPackage(name);
    return found.isBeside && found.version === version && found.size === size;
  });
}

interface Package {
  version: string;
  /** Of its program: bytes, and milliseconds. */
  size: number;
  mtimeMs: number;
  /** It lies in the same folder as this package. */
  isBeside: boolean;
}

const packages = new Map<string, Package>();

/** By its name without the scope; looked for once. */
function findPackage(name: string): Package {
  const found = packages.get(name) ?? lookForPackage(name);
  packages.set(name, found);
  return found;
}

const here = join(import.meta.dirname, "..");

/**
 * The package that Node.js would find: in a checkout and among installed packages it lies beside this one, unless this one has others of its
 * own. Only where there are no such folders, Node.js is asked, which takes longer than a remembered answer may.
 */
function lookForPackage(name: string): Package {
  const beside = join(here, "..", name);
  const manifest = existsSync(join(here, "node_modules/@sluice")) ? null : readManifest(beside);
  const isBeside = manifest?.name === `@sluice/${name}`;
  const folder = isBeside ? beside : dirname(createRequire(import.meta.url).resolve(`@sluice/${name}/package.json`));
  // A checkout that was never built runs from its sources.
  const { size, mtimeMs } = statSync(join(folder, "dist/index.mjs"), { throwIfNoEntry: false }) ?? statSync(join(folder, "package.json"));
  return { version: (isBeside ? manifest : readManifest(folder))?.version ?? "", size, mtimeMs, isBeside };
}

function readManifest(folder: string): { name: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return null;
  }
}
