import { parse, type ParseError } from "jsonc-parser";
import { below, folderOf } from "../text/paths.ts";
import { isTable, listOf, tableOf, textOf } from "../text/values.ts";
import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";

const needFields = ["dependencies", "optionalDependencies", "peerDependencies"];

/**
 * Parses a bun.lock of version 0, 1 or 2 (https://bun.sh/docs/pm/lockfile): JSON with commas at the ends, `workspaces` by their folder, and
 * `packages` by the path of names that leads to them, as `debug/ms`: a dependency is looked for below its package, then below each of those
 * around it. Null for another version, and for what cannot be parsed.
 */
export function parseBunLock({ path, text, projects }: LockfileText): LockGraph | null {
  const errors: ParseError[] = [];
  const value = tableOf(parse(text, errors, { allowTrailingComma: true }));
  if (errors.length > 0) return null;
  const { packages, workspaces } = value;
  if (![0, 1, 2].includes(Number(value["lockfileVersion"] ?? Number.NaN)) || !isTable(packages) || !isTable(workspaces)) return null;
  const patches = tableOf(value["patchedDependencies"]);
  const nodes = new Map<string, LockNode>();
  for (const [key, entry] of Object.entries(packages)) nodes.set(`package ${key}`, toNode(key, listOf(entry), packages, patches));
  // Which install scripts may run is nothing a single package says.
  nodes.set("settings", { label: "", fingerprint: JSON.stringify(value["trustedDependencies"] ?? null), needs: [] });
  const folders = new Map(
    Object.entries(workspaces).map(([folder, workspace]) => [below(folderOf(path), folder || "."), tableOf(workspace)]),
  );
  for (const [folder, workspace] of folders) nodes.set(`workspace ${folder}`, memberNode(workspace, packages));
  const entries = new Map<string, string[]>();
  for (const { name, root } of projects) {
    // What the root installs, every member finds too.
    if (folders.has(root)) entries.set(name, [...new Set([`workspace ${root}`, `workspace ${folderOf(path)}`, "settings"])]);
  }
  return { nodes, entries };
}

function memberNode(workspace: Record<string, unknown>, packages: Record<string, unknown>): LockNode {
  const needs = namesIn(workspace, [...needFields, "devDependencies"]);
  return { label: null, fingerprint: "", needs: resolveAll(needs, namesOf(textOf(workspace["name"]) ?? ""), packages) };
}

/** `["debug@4.3.4", "", { "dependencies": … }, "sha512-…"]`; of a member only `["lib@workspace:packages/lib"]`. */
function toNode(key: string, entry: unknown[], packages: Record<string, unknown>, patches: Record<string, unknown>): LockNode {
  const id = textOf(entry[0]) ?? key;
  if (/^@?[^@]+@workspace:/.test(id)) return { label: null, fingerprint: "", needs: [] };
  const needs = namesIn(tableOf(entry.find((part) => isTable(part))), needFields);
  return {
    label: `npm:${id.slice(0, id.indexOf("@", 1))}`,
    fingerprint: JSON.stringify([entry, patches[id] ?? null]),
    needs: resolveAll(needs, namesOf(key), packages),
  };
}

function namesIn(table: Record<string, unknown>, fields: readonly string[]): string[] {
  return [...new Set(fields.flatMap((field) => Object.keys(tableOf(table[field]))))];
}

/** `@acme/a/debug/ms` → `@acme/a`, `debug`, `ms`. */
function namesOf(key: string): string[] {
  return key.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
}

function resolveAll(needs: readonly string[], from: readonly string[], packages: Record<string, unknown>): string[] {
  return needs.map((need) => resolve(need, from, packages)).filter((key) => key !== null);
}

/** Null for an optional one that is not installed. */
function resolve(need: string, from: readonly string[], packages: Record<string, unknown>): string | null {
  for (let length = from.length; length >= 0; length--) {
    const key = [...from.slice(0, length), need].join("/");
    if (key in packages) return `package ${key}`;
  }
  return null;
}
