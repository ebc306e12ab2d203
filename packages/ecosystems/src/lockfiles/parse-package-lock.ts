import { folderOf } from "../text/paths.ts";
import { isTable, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";
import { parseJsonQuickly } from "../text/parse-quickly.ts";

const needFields = ["dependencies", "optionalDependencies", "peerDependencies"];

/**
 * Parses a package-lock.json of version 2 or 3: the `packages` map, whose keys are folders. A dependency is resolved as Node.js does it:
 * in `node_modules` of the folder, then of each folder above. Null for another version. Throws what the parser throws.
 */
export function parsePackageLock({ path, text, projects }: LockfileText): LockGraph | null {
  const value = parseJsonQuickly(text);
  if (![2, 3].includes(Number(value["lockfileVersion"])) || !isTable(value["packages"])) return null;
  const packages = value["packages"];
  const rootOfProject = new Map(projects.map(({ name, root }) => [keyOf(root, path), name]));
  const nodes = new Map<string, LockNode>();
  const holders = foldersWithPackages(packages);
  for (const [key, entry] of Object.entries(packages)) nodes.set(key, toNode(key, tableOf(entry), holders));
  for (const key of rootOfProject.keys()) {
    const own = nodes.get(key);
    // A member's packages are followed when it is asked for itself: who depends on it is affected through it.
    if (own !== undefined) own.needs = own.needs.filter((need) => !rootOfProject.has(targetOf(need, packages)));
  }
  const entries = new Map<string, string[]>();
  for (const [key, name] of rootOfProject) {
    // What the root installs, every member finds too: compilers, test runners, linters.
    if (nodes.has(key)) entries.set(name, [...new Set([key, "root:"])]);
  }
  const root = nodes.get("");
  if (root !== undefined) nodes.set("root:", { ...root, needs: root.needs.filter((need) => !rootOfProject.has(targetOf(need, packages))) });
  return { nodes, entries };
}

function keyOf(root: string, path: string): string {
  const folder = folderOf(path);
  if (root === folder) return "";
  return folder === "." ? root : root.slice(folder.length + 1);
}

function toNode(key: string, entry: Record<string, unknown>, holders: Holders): LockNode {
  const isInstalled = /(^|\/)node_modules\//.test(key);
  if (entry["link"] === true) return { label: null, fingerprint: "", needs: [textOf(entry["resolved"]) ?? ""] };
  const name = textOf(entry["name"]) ?? key.slice(key.lastIndexOf("node_modules/") + "node_modules/".length);
  const fields = isInstalled ? needFields : [...needFields, "devDependencies"];
  const names = new Set(fields.flatMap((field) => Object.keys(tableOf(entry[field]))));
  return {
    label: isInstalled ? `npm:${name}` : null,
    fingerprint: JSON.stringify([entry["version"] ?? null, entry["resolved"] ?? null, entry["integrity"] ?? null]),
    needs: [...names].map((need) => resolve(key, need, holders)).filter((need) => need !== null),
  };
}

/** The names of packages in the `node_modules` of folders, by the folder: few folders have any. */
type Holders = ReadonlyMap<string, ReadonlySet<string>>;

function foldersWithPackages(packages: Record<string, unknown>): Holders {
  const holders = new Map<string, Set<string>>();
  for (const key of Object.keys(packages)) {
    const at = key.lastIndexOf("node_modules/");
    if (at === -1 || (at > 0 && key[at - 1] !== "/")) continue;
    const folder = key.slice(0, Math.max(at - 1, 0));
    const names = holders.get(folder) ?? new Set();
    holders.set(folder, names.add(key.slice(at + "node_modules/".length)));
  }
  return holders;
}

/** The key of the package that `name` means in the folder `key`; null for an optional one that is not installed. */
function resolve(key: string, name: string, holders: Holders): string | null {
  for (let folder = key; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))) {
    if (holders.get(folder)?.has(name) === true) return folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (folder === "") return null;
  }
}

/** Where a key leads when it is a link to a member. */
function targetOf(key: string, packages: Record<string, unknown>): string {
  const entry = tableOf(packages[key]);
  return entry["link"] === true ? (textOf(entry["resolved"]) ?? key) : key;
}
