import { normalizePackageName } from "../python/package-name.ts";
import { parseRequirements } from "../python/parse-requirements.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";
import { parseJsonQuickly, parseTomlQuickly } from "../text/parse-quickly.ts";

// Each of these locks belongs to its users as a whole: a closure is everything in it.

/**
 * Parses a poetry.lock (`lock-version` 1 or 2) or pdm.lock (`lock_version` up to 4), early ones without a version too. Null for another
 * version. Throws what the parser throws.
 */
export function parsePackageListLock({ text, projects }: LockfileText): LockGraph | null {
  const value = parseTomlQuickly(text);
  const { "lock-version": poetry = "1", lock_version: pdm = "1" } = tableOf(value["metadata"]);
  if (!/^[12](\.|$)/.test(String(poetry)) || !/^[1-4](\.|$)/.test(String(pdm))) return null;
  const packages = listOf(value["package"]).map(tableOf);
  return flatGraph(
    packages.map((entry) => [`pypi:${normalizePackageName(textOf(entry["name"]) ?? "")}`, JSON.stringify(entry)]),
    projects,
  );
}

/** Parses a Pipfile.lock (`pipfile-spec` 6, or none): `default`, `develop` and further categories. Null for another version. Throws what the parser throws. */
export function parsePipfileLock({ text, projects }: LockfileText): LockGraph | null {
  const { _meta: meta, ...categories } = parseJsonQuickly(text);
  if (![undefined, 6].includes(tableOf(meta)["pipfile-spec"] as number | undefined)) return null;
  const packages = Object.values(categories).flatMap((category) => Object.entries(tableOf(category)));
  return flatGraph(
    packages.map(([name, entry]) => [`pypi:${normalizePackageName(name)}`, JSON.stringify(entry)]),
    projects,
  );
}

/**
 * Parses a go.sum or go.work.sum. Only the hashes of modules' contents count: those of their go.mod files are there to choose versions, and
 * another choice brings another content hash.
 */
export function parseGoSum({ text, projects }: LockfileText): LockGraph {
  const modules: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const [module, version, hash] = line.trim().split(/\s+/);
    if (module === undefined || version === undefined || hash === undefined || version.endsWith("/go.mod")) continue;
    modules.push([`go:${module}`, `${version} ${hash}`]);
  }
  return flatGraph(modules, projects);
}

/** Parses a requirements file that stands outside the projects which include it: each line counts, comments do not. */
export function parseRequirementsLock({ path, text, projects }: LockfileText): LockGraph {
  const { dependencies, includes } = parseRequirements(text, path);
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, "").trim());
  const packages: [string, string][] = dependencies.map(({ name, line }) => [name === null ? "" : `pypi:${name}`, lines[line - 1] ?? ""]);
  // Options, hashes and includes concern all of it.
  const rest = lines.filter((line, index) => line !== "" && !dependencies.some((dependency) => dependency.line === index + 1));
  return flatGraph([...packages, ["", JSON.stringify([rest, includes.map((include) => include.path)])]], projects);
}

function flatGraph(packages: readonly (readonly [label: string, fingerprint: string])[], projects: LockfileText["projects"]): LockGraph {
  const nodes = new Map<string, LockNode>();
  for (const [label, fingerprint] of packages) nodes.set(`${label} ${fingerprint}`, { label, fingerprint, needs: [] });
  const ids = [...nodes.keys()];
  return { nodes, entries: new Map(projects.map(({ name }) => [name, ids])) };
}
