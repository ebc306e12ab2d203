import { normalizePackageName } from "../python/package-name.ts";
import { folderOf, resolveReference } from "../text/paths.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText, LockProject } from "./lock-project.ts";
import { parseTomlQuickly } from "../text/parse-quickly.ts";

type Entry = Record<string, unknown>;

/**
 * Parses a uv.lock of version 1. An extra is a node of its own (`httpx[http2]`), so that a closure holds only what somebody
 * asks for. Null for another version. Throws what the parser throws.
 */
export function parseUvLock({ path, text, projects }: LockfileText): LockGraph | null {
  const value = parseTomlQuickly(text);
  if (value["version"] !== 1) return null;
  const packages = listOf(value["package"]).map(tableOf);
  const byName = Map.groupBy(packages, (entry) => normalizePackageName(textOf(entry["name"]) ?? ""));
  const find = (dependency: Entry) =>
    (byName.get(normalizePackageName(textOf(dependency["name"]) ?? "")) ?? []).filter((entry) => isMeant(entry, dependency));
  const nodes = new Map<string, LockNode>();
  const entries = new Map<string, string[]>();
  for (const entry of packages) {
    const project = projectOf(entry, path, projects);
    addNodes(nodes, entry, (dependency) =>
      find(dependency).flatMap((found) => (projectOf(found, path, projects) === null ? idsOf(found, dependency) : [])),
    );
    if (project !== null) entries.set(project.name, [idOf(entry), ...extrasOf(entry), ...groupsOf(entry)]);
  }
  return { nodes, entries };
}

/** A dependency names version and source only where the lockfile holds several packages of that name. */
function isMeant(entry: Entry, dependency: Entry): boolean {
  if (dependency["version"] !== undefined && dependency["version"] !== entry["version"]) return false;
  return dependency["source"] === undefined || JSON.stringify(dependency["source"]) === JSON.stringify(entry["source"]);
}

function idOf(entry: Entry): string {
  return JSON.stringify([entry["name"], entry["version"] ?? null, entry["source"] ?? null]);
}

function idsOf(entry: Entry, dependency: Entry): string[] {
  const id = idOf(entry);
  return [id, ...listOf(dependency["extra"]).map((extra) => `${id}[${String(extra)}]`)];
}

function extrasOf(entry: Entry): string[] {
  return Object.keys(tableOf(entry["optional-dependencies"])).map((extra) => `${idOf(entry)}[${extra}]`);
}

function groupsOf(entry: Entry): string[] {
  return Object.keys(tableOf(entry["dev-dependencies"])).map((group) => `${idOf(entry)}{${group}}`);
}

function addNodes(nodes: Map<string, LockNode>, entry: Entry, resolve: (dependency: Entry) => string[]): void {
  const id = idOf(entry);
  const label = isOwn(entry) ? null : `pypi:${normalizePackageName(textOf(entry["name"]) ?? "")}`;
  const needs = (list: unknown) =>
    listOf(list)
      .map(tableOf)
      .flatMap((dependency) => withMarker(nodes, dependency, resolve(dependency)));
  nodes.set(id, { label, fingerprint: isOwn(entry) ? "" : fingerprintOf(entry), needs: needs(entry["dependencies"]) });
  for (const [extra, list] of Object.entries(tableOf(entry["optional-dependencies"])))
    nodes.set(`${id}[${extra}]`, { label: null, fingerprint: "", needs: needs(list) });
  for (const [group, list] of Object.entries(tableOf(entry["dev-dependencies"])))
    nodes.set(`${id}{${group}}`, { label: null, fingerprint: "", needs: needs(list) });
}

/** Where a package is needed under a condition alone, that is part of what is installed: of two versions it says who gets which. */
function withMarker(nodes: Map<string, LockNode>, dependency: Entry, needs: string[]): string[] {
  const marker = textOf(dependency["marker"]);
  if (marker === null) return needs;
  const name = normalizePackageName(textOf(dependency["name"]) ?? "");
  return needs.map((need) => {
    const id = `${need} ; ${marker}`;
    nodes.set(id, { label: `pypi:${name}`, fingerprint: marker, needs: [need] });
    return id;
  });
}

function fingerprintOf(entry: Entry): string {
  const hashes = [tableOf(entry["sdist"]), ...listOf(entry["wheels"]).map(tableOf)].map(
    (file) => textOf(file["hash"]) ?? textOf(file["url"]) ?? "",
  );
  return JSON.stringify([entry["version"] ?? null, entry["source"] ?? null, ...hashes.sort()]);
}

/** The folder of a package of the repository; null for one that comes from an index, an address or git. */
function ownFolder(entry: Entry): string | null {
  const source = tableOf(entry["source"]);
  return textOf(source["editable"]) ?? textOf(source["virtual"]) ?? textOf(source["directory"]);
}

function isOwn(entry: Entry): boolean {
  return ownFolder(entry) !== null;
}

function projectOf(entry: Entry, path: string, projects: readonly LockProject[]): LockProject | null {
  const folder = ownFolder(entry);
  const root = folder === null ? null : resolveReference(folderOf(path), folder);
  return projects.find((project) => project.root === root) ?? null;
}
