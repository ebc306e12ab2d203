import { folderOf, resolveReference } from "../text/paths.ts";
import { isTable, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";
import { parseYaml } from "../text/parse-yaml.ts";
import { parseYarnLock1 } from "./parse-yarn-lock-1.ts";

/**
 * Parses a yarn.lock of Yarn 2 to 4, which is YAML and lists the workspace's own packages; one of Yarn 1 is read by
 * {@link parseYarnLock1}. Null for another version and any other text. Throws what the YAML parser throws.
 */
export function parseYarnLock({ path, text, projects }: LockfileText): LockGraph | null {
  if (!/^__metadata:/m.test(text)) return text.includes("# yarn lockfile v1") ? parseYarnLock1({ path, text, projects }) : null;
  const value = tableOf(parseYaml(text));
  const version = Number(tableOf(value["__metadata"])["version"]);
  if (!(version >= 4 && version <= NEWEST)) return null;
  const byDescriptor = new Map<string, string>();
  const packages = Object.entries(value).filter(([key, entry]) => key !== "__metadata" && isTable(entry));
  for (const [key, entry] of packages) {
    for (const descriptor of key.split(/,\s*/)) byDescriptor.set(descriptor, textOf(tableOf(entry)["resolution"]) ?? key);
  }
  const idsByName = Map.groupBy(new Set(byDescriptor.values()), packageName);
  const find = (name: string, range: string) => {
    const id = byDescriptor.get(`${name}@${range}`) ?? byDescriptor.get(`${name}@npm:${range}`);
    return id === undefined ? [] : [id];
  };
  const nodes = new Map<string, LockNode>();
  const entries = new Map<string, string[]>();
  const rootId = rootResolution(packages);
  const members = new Map<string, string>();
  for (const [key, entry] of packages) {
    const id = textOf(tableOf(entry)["resolution"]) ?? key;
    const folder = workspaceFolder(id);
    const root = folder === null ? null : resolveReference(folderOf(path), folder);
    const project = root === null ? undefined : projects.find((candidate) => candidate.root === root);
    if (project !== undefined) members.set(id, project.name);
    nodes.set(id, toNode(id, tableOf(entry), { find, named: (name) => idsByName.get(name) ?? [] }));
  }
  for (const [id, node] of nodes) nodes.set(id, { ...node, needs: node.needs.filter((need) => !members.has(need)) });
  for (const [id, name] of members) entries.set(name, [...new Set([id, ...(rootId === null ? [] : [rootId])])]);
  return { nodes, entries };
}

function rootResolution(packages: readonly (readonly [string, unknown])[]): string | null {
  for (const [key, entry] of packages) {
    const id = textOf(tableOf(entry)["resolution"]) ?? key;
    if (workspaceFolder(id) === ".") return id;
  }
  return null;
}

/** The folder in `@acme/a@workspace:packages/a`; null for a package from elsewhere. */
function workspaceFolder(resolution: string): string | null {
  const [, folder] = /^(?:@[^/]+\/)?[^@/]+@workspace:(.+)$/.exec(resolution) ?? [];
  return folder ?? null;
}

interface Lookup {
  find: (name: string, range: string) => string[];
  named: (name: string) => string[];
}

/** Of Yarn 4.18. From version to version what Yarn takes for settings has changed, and how it writes a patch, but not what is read here. */
const NEWEST = 10;

/** A range that has no entry is one that `resolutions` or a catalog replaced: then every entry of that name may be meant. A peer is another's dependency. */
function toNode(id: string, entry: Record<string, unknown>, { find, named }: Lookup): LockNode {
  const isOwn = workspaceFolder(id) !== null;
  const needs = Object.entries(tableOf(entry["dependencies"])).flatMap(([name, range]) => {
    const found = find(name, String(range));
    return found.length > 0 ? found : named(name);
  });
  const peers = Object.entries(tableOf(entry["peerDependencies"])).flatMap(([name, range]) => find(name, String(range)));
  return {
    label: isOwn ? null : `npm:${packageName(id)}`,
    fingerprint: isOwn ? "" : JSON.stringify([id, entry["checksum"] ?? null]),
    needs: [...new Set([...needs, ...peers])],
  };
}

function packageName(id: string): string {
  return /^((?:@[^/]+\/)?[^/@]+)@/.exec(id)?.[1] ?? id;
}
