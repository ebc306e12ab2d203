import { parse } from "jsonc-parser";
import { below } from "../text/paths.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";

/** What a rush.json says of its projects: by folder, the lockfiles that one may be installed from, the first that is there. */
export type RushProjects = ReadonlyMap<string, readonly string[]>;

/**
 * Parses a rush.json, comments allowed (https://rushjs.io/pages/configs/rush_json/). Rush writes a pnpm workspace of it below `common/temp`, and
 * keeps the lockfile with its settings, one for each subspace where there are some (https://rushjs.io/pages/advanced/subspaces/).
 */
export function parseRushJson(text: string): RushProjects {
  const projects = listOf(tableOf(parse(text, [], { allowTrailingComma: true }))["projects"]).map(tableOf);
  return new Map(
    projects.flatMap((project): [string, string[]][] => {
      const folder = textOf(project["projectFolder"]);
      if (folder === null) return [];
      const subspace = textOf(project["subspaceName"]) ?? "default";
      return [[below(folder, "."), lockfilesOf(subspace)]];
    }),
  );
}

/** Where Rush installs what a lockfile of its says: paths in it start there. Null for any other lockfile. */
export function rushInstallFolder(lockfile: string): string | null {
  const [, subspace] = /^common\/config\/subspaces\/([^/]+)\/[^/]+$/.exec(lockfile) ?? [];
  if (subspace !== undefined) return `common/temp/${subspace}`;
  return /^common\/config\/rush\/[^/]+$/.test(lockfile) ? "common/temp" : null;
}

function lockfilesOf(subspace: string): string[] {
  const rush = "common/config/rush";
  return [
    `common/config/subspaces/${subspace}/pnpm-lock.yaml`,
    ...["pnpm-lock.yaml", "npm-shrinkwrap.json", "yarn.lock"].map((name) => `${rush}/${name}`),
  ];
}
