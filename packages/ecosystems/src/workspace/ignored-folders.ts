import picomatch from "picomatch";

/** Folder names below which manifests are other people's, generated, or made for tests. */
const ignoredNames = new Set([
  "node_modules",
  "vendor",
  "third_party",
  ".venv",
  "venv",
  "site-packages",
  "target",
  "testdata",
  "fixture",
  "fixtures",
  "__fixtures__",
  "dist",
]);

/** Says of a manifest's path whether its folder may be a project. */
export interface IgnoredFolders {
  /** Installed packages: never a project, not even when a workspace glob matches it. */
  isInstalled(path: string): boolean;
  /** Named by `projects.ignore` in the configuration. */
  isConfigured(path: string): boolean;
  /** Any of both, or below a vendored, generated, fixture or hidden folder. */
  isIgnored(path: string): boolean;
}

/** `globs`: `projects.ignore` of the configuration; each matches a folder, with everything below it, or a manifest. */
export function createIgnoredFolders(globs: readonly string[]): IgnoredFolders {
  const patterns = globs.flatMap((glob) => [trim(glob), `${trim(glob)}/**`]);
  const matches = patterns.length === 0 ? () => false : picomatch(patterns, { dot: true });
  const isConfigured = (path: string) => matches(path);
  return {
    isInstalled,
    isConfigured,
    isIgnored: (path) => isConfigured(path) || path.split("/").slice(0, -1).some(isIgnoredName),
  };
}

function isInstalled(path: string): boolean {
  return path.includes("node_modules/") && path.split("/").includes("node_modules");
}

function isIgnoredName(name: string): boolean {
  // Cookiecutter, Copier and their like fill in such names: what is below is no manifest yet.
  return ignoredNames.has(name) || (name.startsWith(".") && name !== ".") || name.includes("{{");
}

function trim(glob: string): string {
  return glob.replace(/^\.\//, "").replace(/\/+$/, "");
}
