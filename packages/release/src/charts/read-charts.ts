import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { parseChart, parseChartImages, type Project } from "@sluice/ecosystems";
import type { FoundChart } from "./assemble-charts.ts";

/** The charts of the projects, by the name of the project that they are or lie in. What has no name or version is none. */
export async function readCharts(root: string, projects: readonly Project[]): Promise<Map<string, FoundChart[]>> {
  const charts = new Map<string, FoundChart[]>();
  for (const { name, ecosystem, manifest, charts: own = [] } of projects) {
    const found: FoundChart[] = [];
    for (const path of ecosystem === "helm" ? [manifest] : own) {
      const folder = posix.dirname(path);
      const parsed = parseChart(await readText(join(root, path)));
      const images = parseChartImages(await readText(join(root, folder, "values.yaml")));
      if (parsed.name !== null && parsed.version !== null) found.push({ name: parsed.name, root: folder, version: parsed.version, images });
    }
    if (found.length > 0) charts.set(name, found);
  }
  return charts;
}

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}
