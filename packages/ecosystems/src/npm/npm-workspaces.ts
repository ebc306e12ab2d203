import type { YAMLException } from "js-yaml";
import picomatch from "picomatch";
import { brokenManifest } from "../text/broken-manifest.ts";
import { relativeTo, isWithin, folderOf } from "../text/paths.ts";
import { stringsOf, tableOf } from "../text/values.ts";
import type { NpmManifest } from "./parse-package-json.ts";
import { parseYaml } from "../text/parse-yaml.ts";

/** A folder whose manager installs the packages that its globs match. */
export interface NpmWorkspace {
  root: string;
  /** Globs of folders, relative to `root`; one that begins with `!` takes folders away. */
  globs: string[];
}

/** The globs in the text of a pnpm-workspace.yaml. Throws SLUICE_BROKEN_MANIFEST. */
export function parsePnpmWorkspace(text: string, path: string): NpmWorkspace {
  try {
    return { root: folderOf(path), globs: stringsOf(tableOf(parseYaml(text))["packages"]) };
  } catch (error) {
    const { message, reason = message, mark }: Partial<YAMLException> = error instanceof Error ? error : { message: String(error) };
    throw brokenManifest({ path, line: (mark?.line ?? 0) + 1, message: reason ?? "" });
  }
}

/** Every workspace: from `workspaces` in a package.json, joined with a pnpm-workspace.yaml of the same folder. */
export function collectNpmWorkspaces(manifests: readonly NpmManifest[], pnpm: readonly NpmWorkspace[]): NpmWorkspace[] {
  const globs = new Map<string, string[]>();
  for (const { root, workspaces } of manifests) {
    if (workspaces !== null) globs.set(root, [...workspaces]);
  }
  for (const workspace of pnpm) globs.set(workspace.root, [...(globs.get(workspace.root) ?? []), ...workspace.globs]);
  return [...globs].map(([root, list]) => ({ root, globs: list }));
}

/**
 * Whether a workspace has the package.json at a path as a member, by Nx's rules: a glob names folders, `!` excludes
 * whatever the order, and globs that only exclude leave everything else in. The workspace's own package.json is a member
 * only when a glob (`.`) says so.
 */
export function createMemberTest({ root, globs }: NpmWorkspace): (manifestPath: string) => boolean {
  const positive = globs.filter((glob) => !glob.startsWith("!")).map(manifestGlob);
  const negative = globs.filter((glob) => glob.startsWith("!")).map((glob) => manifestGlob(glob.slice(1)));
  if (positive.length === 0 && negative.length > 0) positive.push("**/package.json");
  if (positive.length === 0) return () => false;
  const isPositive = picomatch(positive);
  const isNegative = negative.length === 0 ? () => false : picomatch(negative);
  return (manifestPath) => {
    if (!isWithin(manifestPath, root)) return false;
    const path = relativeTo(root, manifestPath);
    return isPositive(path) && !isNegative(path);
  };
}

function manifestGlob(glob: string): string {
  const folder = glob
    .replace(/^(\.\/)+/, "")
    .replace(/\/package\.json$/, "")
    .replace(/\/+$/, "");
  return folder === "" || folder === "." ? "package.json" : `${folder}/package.json`;
}
