import { createHash } from "node:crypto";
import { tableOf, listOf } from "../text/values.ts";
import { parseYaml } from "../text/parse-yaml.ts";
import { editChartDependencies } from "./edit-chart-dependencies.ts";

/** A dependency with its fields in the order in which helm writes them (its type `chart.Dependency`). */
const fields = ["name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias"];

/** What {@link editChartLock} needs. */
export interface EditChartLockOptions {
  text: string;
  /** Where it stands, for errors. */
  path: string;
  /** The text of the Chart.yaml, as it will be. */
  manifest: string;
  /** By the name of the dependency. */
  versions: ReadonlyMap<string, string>;
}

/**
 * The text of a Chart.lock with other versions of its dependencies, and with the digest by which helm sees that it belongs to the
 * Chart.yaml: the SHA-256 of both lists as Go writes them in JSON (`HashReq` of helm's resolver). Throws SLUICE_BROKEN_MANIFEST.
 */
export function editChartLock({ text, path, manifest, versions }: EditChartLockOptions): string {
  const places = new Map<number, string>();
  for (const [place, { name }] of dependenciesOf(text).entries()) {
    const version = versions.get(String(name));
    if (version !== undefined) places.set(place, version);
  }
  const edited = editChartDependencies(text, path, places);
  const digest = computeChartLockDigest(manifest, edited);
  return edited.replace(/^digest:[ \t]*\S*/m, `digest: ${digest}`);
}

/** The digest that the Chart.lock of a Chart.yaml has to name: `sha256:…`. */
export function computeChartLockDigest(manifest: string, lock: string): string {
  const lists = [dependenciesOf(manifest), dependenciesOf(lock)].map((list) => list.map(inOrder));
  // Go escapes what could end a script in HTML.
  const json = JSON.stringify(lists).replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return `sha256:${createHash("sha256").update(json).digest("hex")}`;
}

function dependenciesOf(text: string): Record<string, unknown>[] {
  return listOf(tableOf(parseYaml(text))["dependencies"]).map(tableOf);
}

function inOrder(dependency: Record<string, unknown>): Record<string, unknown> {
  const entries = fields.flatMap((field): [string, unknown][] => {
    const value = field === "name" || field === "repository" ? (dependency[field] ?? "") : dependency[field];
    const isEmpty = value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);
    if (isEmpty || (value === "" && field !== "name" && field !== "repository")) return [];
    return [[field, field === "import-values" ? sortKeys(value) : value]];
  });
  return Object.fromEntries(entries);
}

/** Go writes the keys of a map in their order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
