import { NamedFolders } from "../text/named-folders.ts";
import { below, folderOf, resolveReference } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ImportTarget, ResolveImport } from "./import-target.ts";
import type { Tsconfig } from "./parse-tsconfig.ts";

const endings = ["ts", "tsx", "mts", "cts", "d.ts", "js", "jsx", "mjs", "cjs", "json", "vue", "svelte"];
const indexes = ["ts", "tsx", "mts", "js", "jsx", "mjs", "cjs"].map((ending) => `index.${ending}`);

/** What specifiers are resolved with. */
export interface JavascriptResolverOptions {
  /** By the name in package.json. */
  packages: NamedFolders;
  tsconfigs: readonly Tsconfig[];
  files: FileIndex;
}

/**
 * Resolves specifiers as Node.js, bundlers and TypeScript do between them: relative paths, names of the workspace's packages, and
 * `paths` and `baseUrl` of every tsconfig in the file's folder and above. Where several may be meant, all of them are.
 */
export function createJavascriptResolver({ packages, tsconfigs, files }: JavascriptResolverOptions): ResolveImport {
  const aliasesIn = createAliases(
    tsconfigs.filter(({ aliases, baseUrl }) => aliases.length > 0 || baseUrl !== null),
    files,
  );
  return (specifier, path) => {
    // A fragment or query for Node.js's URLs and bundlers (`./a.svg?raw`), a part of the name for TypeScript and `require`.
    const name = specifier.replace(/(?<=.)[?#].*$/, "");
    if (/^\.{1,2}(\/|$)/.test(name)) {
      const references = name === specifier ? [name] : [name, specifier];
      return toTargets(references.map((reference) => resolveReference(folderOf(path), reference)));
    }
    if (name === "" || name.startsWith("/") || /^[a-z]+:/.test(name)) return [];
    const roots = packages.find(packageOf(name), folderOf(path)).map((root) => ({ path: root, files: nothing }));
    return [...roots, ...aliasesIn(folderOf(path)).targetsOf(name)];
  };
}

function groupByFolder(tsconfigs: readonly Tsconfig[]): Map<string, Tsconfig[]> {
  const byFolder = new Map<string, Tsconfig[]>();
  for (const tsconfig of tsconfigs) {
    for (const folder of tsconfig.appliesIn) byFolder.set(folder, [...(byFolder.get(folder) ?? []), tsconfig]);
  }
  return byFolder;
}

function nothing(): string[] {
  return [];
}

/** `@acme/ui/button` → `@acme/ui`. */
function packageOf(specifier: string): string {
  const slash = specifier.indexOf("/", specifier.startsWith("@") ? specifier.indexOf("/") + 1 : 0);
  return slash === -1 ? specifier : specifier.slice(0, slash);
}

/** `paths` and `baseUrl` of all tsconfigs in a folder and above, nearest first. Most folders have those of the folder above. */
function createAliases(tsconfigs: readonly Tsconfig[], files: FileIndex): (folder: string) => Aliases {
  const byFolder = groupByFolder(tsconfigs);
  const none = new Aliases([], files);
  const known = new Map<string, Aliases>();
  const aliasesIn = (folder: string): Aliases => {
    if (byFolder.size === 0) return none;
    const found = known.get(folder);
    if (found !== undefined) return found;
    const above = folder === "." ? none : aliasesIn(folderOf(folder));
    const own = byFolder.get(folder);
    const aliases = own === undefined ? above : new Aliases([...own, ...above.tsconfigs], files);
    known.set(folder, aliases);
    return aliases;
  };
  return aliasesIn;
}

/** Where names lead by `paths` and `baseUrl`, each looked for once: a repository's sources say the same few thousand again and again. */
class Aliases {
  readonly tsconfigs: readonly Tsconfig[];
  readonly #files: FileIndex;
  readonly #known = new Map<string, readonly ImportTarget[]>();

  constructor(tsconfigs: readonly Tsconfig[], files: FileIndex) {
    this.tsconfigs = tsconfigs;
    this.#files = files;
  }

  targetsOf(name: string): readonly ImportTarget[] {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const targets = toTargets(this.tsconfigs.flatMap((tsconfig) => this.#pathsOf(name, tsconfig)));
    this.#known.set(name, targets);
    return targets;
  }

  #pathsOf(name: string, { folder, aliases, baseUrl }: Tsconfig): (string | null)[] {
    const base = resolveReference(folder, baseUrl ?? ".");
    if (base === null) return [];
    // Any package from elsewhere could be meant, so only what is there counts.
    const based = baseUrl === null ? null : resolveReference(base, name);
    const isThere = based !== null && variantsOf(based).some((path) => this.#files.has(path));
    return [
      ...(isThere ? [based] : []),
      ...aliases.flatMap(({ pattern, targets }) => {
        const rest = matchAlias(pattern, name);
        return rest === null
          ? []
          : targets.map((target) =>
              resolveReference(
                base,
                target.replace("*", () => rest),
              ),
            );
      }),
    ];
  }
}

/** What `*` stands for; "" where the pattern has none; null when it does not match. */
function matchAlias(pattern: string, name: string): string | null {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === name ? "" : null;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (name.length < before.length + after.length || !name.startsWith(before) || !name.endsWith(after)) return null;
  return name.slice(before.length, name.length - after.length);
}

function toTargets(paths: readonly (string | null)[]): ImportTarget[] {
  return [...new Set(paths)].filter((path) => path !== null).map((path) => ({ path, files: () => variantsOf(path) }));
}

/** The files that a specifier without ending may mean; `./a.js` may be written for `a.ts`. */
function variantsOf(path: string): string[] {
  if (path.endsWith(".json") || path.includes("*")) return [path];
  const plain = path.replace(/\.([mc]?)jsx?$/, "");
  const sources = plain === path ? [] : ["ts", "tsx", "mts", "cts", "d.ts"].map((ending) => `${plain}.${ending}`);
  return [path, ...sources, ...endings.map((ending) => `${path}.${ending}`), ...indexes.map((index) => below(path, index))];
}
