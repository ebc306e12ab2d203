import { listOf, stringsOf, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";
import { parseTomlQuickly } from "../text/parse-quickly.ts";

type Entry = Record<string, unknown>;

/** Parses a Cargo.lock of version 2 to 4 (2 has no version number). Throws what the parser throws. */
export function parseCargoLock({ text, projects }: LockfileText): LockGraph | null {
  const value = parseTomlQuickly(text);
  const version = value["version"] ?? 2;
  // Version 1 keeps its checksums apart, in [metadata].
  if (typeof version !== "number" || version > 4 || value["metadata"] !== undefined) return null;
  const packages = listOf(value["package"]).map(tableOf);
  const byName = Map.groupBy(packages, (entry) => textOf(entry["name"]) ?? "");
  const nameOfCrate = new Map(projects.map(({ name, requests }) => [requests?.[0] ?? name, name]));
  const isMember = (entry: Entry) => entry["source"] === undefined && nameOfCrate.has(textOf(entry["name"]) ?? "");
  const nodes = new Map<string, LockNode>();
  const entries = new Map<string, string[]>();
  for (const entry of packages) {
    const name = textOf(entry["name"]) ?? "";
    const needs = stringsOf(entry["dependencies"]).flatMap((dependency) => find(dependency, byName));
    nodes.set(idOf(entry), {
      label: entry["source"] === undefined ? null : `crates:${name}`,
      fingerprint: entry["source"] === undefined ? "" : JSON.stringify([entry["version"], entry["source"], entry["checksum"] ?? null]),
      // A member's crates are followed when it is asked for itself: who depends on it is affected through it.
      needs: needs.filter((need) => !isMember(need)).map(idOf),
    });
    if (isMember(entry)) entries.set(nameOfCrate.get(name) ?? name, [idOf(entry)]);
  }
  return { nodes, entries };
}

function idOf(entry: Entry): string {
  return JSON.stringify([entry["name"], entry["version"], entry["source"] ?? null]);
}

/** `name`, `name version` or `name version (source)`: as much as it takes to tell the packages apart. */
function find(dependency: string, byName: ReadonlyMap<string, Entry[]>): Entry[] {
  const [name = "", version, source] = dependency.split(" ");
  return (byName.get(name) ?? []).filter(
    (entry) =>
      (version === undefined || entry["version"] === version) &&
      (source === undefined || entry["source"] === undefined || source === `(${String(entry["source"])})`),
  );
}
