import type { ReadFile } from "../model/reading.ts";
import { NamedFolders } from "../text/named-folders.ts";
import { below, resolveReference } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import { isTsconfigName, parseTsconfig, type Tsconfig } from "./parse-tsconfig.ts";

/** What {@link readTsconfigs} needs. */
export interface TsconfigRequest {
  files: FileIndex;
  readFile: ReadFile;
  /** By the name in package.json. */
  packages: NamedFolders;
  isInstalled: (path: string) => boolean;
}

/**
 * Reads every file that is named like a tsconfig.json, and what those extend, whatever that is called. What a tsconfig extends counts in its
 * folder too: `appliesIn` has the folders of all that extend a file, over any number of steps, beside its own.
 */
export async function readTsconfigs(request: TsconfigRequest): Promise<Tsconfig[]> {
  const { files, readFile, isInstalled } = request;
  const tsconfigs = new Map<string, Tsconfig>();
  let paths = files.matching(isTsconfigName).filter((path) => !isInstalled(path));
  while (paths.length > 0) {
    const texts = await Promise.all(paths.map((path) => readFile(path)));
    for (const [index, path] of paths.entries()) {
      const text = texts[index];
      if (text != null) tsconfigs.set(path, parseTsconfig(text, path));
    }
    const extended = new Set([...tsconfigs.values()].flatMap((tsconfig) => basesOf(tsconfig, request)));
    const read = new Set(paths);
    paths = [...extended].filter((path) => !tsconfigs.has(path) && !read.has(path) && !isInstalled(path));
  }
  for (const tsconfig of tsconfigs.values()) {
    for (const base of ancestorsOf(tsconfig, tsconfigs, request)) base.appliesIn.add(tsconfig.folder);
  }
  return [...tsconfigs.values()];
}

function ancestorsOf(start: Tsconfig, tsconfigs: ReadonlyMap<string, Tsconfig>, request: TsconfigRequest): Set<Tsconfig> {
  const found = new Set([start]);
  for (const tsconfig of found) {
    for (const path of basesOf(tsconfig, request)) {
      const base = tsconfigs.get(path);
      if (base !== undefined) found.add(base);
    }
  }
  return found;
}

/** The files of the repository that a tsconfig extends: `./base`, `../base.json`, `@acme/tsconfig/strict.json`. */
function basesOf({ folder, bases }: Tsconfig, { files, packages }: TsconfigRequest): string[] {
  return bases.flatMap(({ name }) => {
    const targets = /^\.{1,2}(\/|$)/.test(name) ? [resolveReference(folder, name)] : inPackages(name, folder, packages);
    return targets
      .filter((target) => target !== null)
      .flatMap((target) => [target, `${target}.json`, below(target, "tsconfig.json")].filter((candidate) => files.has(candidate)));
  });
}

function inPackages(name: string, folder: string, packages: NamedFolders): string[] {
  const [scope, ...rest] = name.split("/");
  const isScoped = name.startsWith("@");
  const roots = packages.find(isScoped ? `${scope}/${rest[0]}` : (scope ?? ""), folder);
  return roots.map((root) => below(root, rest.slice(isScoped ? 1 : 0).join("/")));
}
