import { rushInstallFolder } from "../npm/parse-rush-json.ts";
import { below, folderOf, relativeTo, resolveReference } from "../text/paths.ts";
import { isTable, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";
import { parseYamlDocuments } from "../text/parse-yaml.ts";

/** With what only the first of two documents has: what pnpm itself needs. */
const importerFields = ["dependencies", "devDependencies", "optionalDependencies", "configDependencies", "packageManagerDependencies"];

/** Parses a pnpm-lock.yaml of version 6 or 9. Null for another version. Throws what the YAML parser throws. */
export function parsePnpmLock({ path, text, projects }: LockfileText): LockGraph | null {
  // The last document is the project's; before it pnpm 11 and later may write what pnpm itself needs (https://pnpm.io/lockfile).
  const documents = parseYamlDocuments(text).map(tableOf);
  const rushFolder = rushInstallFolder(path);
  const last = documents.pop() ?? {};
  const own = parseDocument(rushFolder === null ? last : fromRoot(last, rushFolder));
  if (own === null) return null;
  const folder = rushFolder === null ? folderOf(path) : ".";
  const nameOfImporter = new Map(projects.map(({ name, root }) => [relativeTo(folder, root), name]));
  const { nodes } = own;
  const common = [importerId(".")];
  for (const [place, document] of documents.entries()) {
    const named = (id: string) => `environment ${place}:${id}`;
    for (const [id, node] of parseDocument(document)?.nodes ?? []) nodes.set(named(id), { ...node, needs: node.needs.map(named) });
    common.push(named(importerId(".")));
  }
  const entries = new Map<string, string[]>();
  for (const importer of own.importers) {
    const id = importerId(importer);
    const node = nodes.get(id);
    const isProject = (need: string) => need.startsWith(importerId("")) && nameOfImporter.has(need.slice(importerId("").length));
    if (node !== undefined) nodes.set(id, { ...node, needs: node.needs.filter((need) => !isProject(need)) });
    const name = nameOfImporter.get(importer);
    if (name !== undefined) entries.set(name, [...new Set([id, ...common])]);
  }
  return { nodes, entries };
}

/** With the paths of importers, which start where Rush installs, from the repository's root. */
function fromRoot(document: Record<string, unknown>, folder: string): Record<string, unknown> {
  const importers = Object.entries(tableOf(document["importers"]));
  const placed = importers.map(([path, entry]) => [path === "." ? path : (resolveReference(folder, path) ?? path), entry]);
  return { ...document, importers: Object.fromEntries(placed) };
}

/** Null for another version than 6 and 9. */
function parseDocument(document: Record<string, unknown>): { nodes: Map<string, LockNode>; importers: string[] } | null {
  const { lockfileVersion, importers } = document;
  if (!/^(6|9)\./.test(String(lockfileVersion)) || !isTable(importers)) return null;
  const packages = withoutSlashes(tableOf(document["packages"]));
  // Version 9 tells what a package is (packages) from what it needs (snapshots); version 6 says both in one place.
  const snapshots = isTable(document["snapshots"]) ? document["snapshots"] : packages;
  const nodes = new Map<string, LockNode>();
  for (const [key, entry] of Object.entries(snapshots)) nodes.set(key, toNode(key, tableOf(entry), packages, snapshots));
  for (const [importer, entry] of Object.entries(importers))
    nodes.set(importerId(importer), importerNode(importer, tableOf(entry), snapshots));
  return { nodes, importers: Object.keys(importers) };
}

/** Version 6 has a slash before most keys, and is the same but for that. */
function withoutSlashes(packages: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(packages);
  return keys.some((key) => key.startsWith("/")) ? Object.fromEntries(keys.map((key) => [withoutSlash(key), packages[key]])) : packages;
}

function withoutSlash(key: string): string {
  return key.startsWith("/") ? key.slice(1) : key;
}

function importerId(importer: string): string {
  return `importer:${importer}`;
}

function importerNode(importer: string, entry: Record<string, unknown>, snapshots: Record<string, unknown>): LockNode {
  const needs: string[] = [];
  for (const field of importerFields) {
    for (const [name, dependency] of Object.entries(tableOf(entry[field]))) {
      const version = textOf(tableOf(dependency)["version"]) ?? "";
      const link = version.startsWith("link:") ? resolveReference(below(importer, "."), version.slice("link:".length)) : null;
      const id = link === null ? resolve(name, version, snapshots) : importerId(link);
      if (id !== null) needs.push(id);
    }
  }
  return { label: null, fingerprint: "", needs };
}

function toNode(
  key: string,
  entry: Record<string, unknown>,
  packages: Record<string, unknown>,
  snapshots: Record<string, unknown>,
): LockNode {
  // Peers stand in brackets behind the version; what the package is does not depend on them.
  const plain = key.replace(/\(.*$/s, "");
  const { resolution } = tableOf(packages[plain] ?? packages[key]);
  const [, name = plain] = /^((?:@[^/@]+\/)?[^/@]+)@/.exec(plain) ?? [];
  const needs = Object.entries({ ...tableOf(entry["dependencies"]), ...tableOf(entry["optionalDependencies"]) });
  return {
    label: `npm:${name}`,
    fingerprint: JSON.stringify([key, resolution ?? null]),
    needs: needs.map(([dependency, version]) => resolve(dependency, String(version), snapshots)).filter((need) => need !== null),
  };
}

/** `1.0.0(peer@2.0.0)` of a dependency, or the whole key where an alias stands for another package. */
function resolve(name: string, version: string, snapshots: Record<string, unknown>): string | null {
  return [`${name}@${version}`, withoutSlash(version)].find((key) => key in snapshots) ?? null;
}
