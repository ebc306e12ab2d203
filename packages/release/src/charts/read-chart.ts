import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseChart, type ChartManifest } from "@sluice/ecosystems";
import { chartRangeTakes } from "./chart-range.ts";
import { parseHelmIgnore } from "./helm-ignore.ts";

/** A chart as it lies in its folder. */
export interface Chart {
  manifest: ChartManifest;
  /** By path from the chart's folder, without what its .helmignore leaves out. */
  files: ReadonlyMap<string, Buffer>;
}

/** Reads a chart, charts in its `charts` folder among it. Links are followed, as helm does. */
export async function readChart(folder: string): Promise<Chart> {
  const ignore = await readFile(join(folder, ".helmignore"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const files = new Map<string, Buffer>();
  await collect({ folder, path: "", files, isIgnored: parseHelmIgnore(ignore) });
  return { manifest: parseChart(files.get("Chart.yaml")?.toString() ?? ""), files };
}

interface Collection {
  folder: string;
  path: string;
  files: Map<string, Buffer>;
  isIgnored: (path: string, isFolder: boolean) => boolean;
}

async function collect({ folder, path, files, isIgnored }: Collection): Promise<void> {
  for (const name of (await readdir(join(folder, path))).toSorted()) {
    const inner = path === "" ? name : `${path}/${name}`;
    const isFolder = (await stat(join(folder, inner))).isDirectory();
    if (isIgnored(inner, isFolder)) continue;
    if (isFolder) await collect({ folder, path: inner, files, isIgnored });
    else files.set(inner, await readFile(join(folder, inner)));
  }
}

/**
 * The charts that a chart depends on and that its `charts` folder does not hold, as a folder or as an archive, in a version that it
 * takes: their names, with the range where only another version is there.
 */
export function missingDependencies({ manifest, files }: Chart): string[] {
  const held = [...files.keys()].filter((path) => path.startsWith("charts/")).map((path) => path.slice("charts/".length));
  return manifest.dependencies.flatMap(({ name, version: range }) => {
    if (held.some((path) => path.startsWith(`${name}/`))) return [];
    const versions = held.flatMap((path) => archivedVersion(name, path) ?? []);
    if (versions.length === 0) return [name];
    return range === "" || versions.some((version) => chartRangeTakes(range, version)) ? [] : [`${name} ${range}`];
  });
}

function archivedVersion(name: string, path: string): string | null {
  return path.startsWith(`${name}-`) ? (/^([0-9].*)\.tgz$/.exec(path.slice(name.length + 1))?.[1] ?? null) : null;
}
