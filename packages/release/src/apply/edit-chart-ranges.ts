import { posix } from "node:path";
import { editChartDependencies, editChartLock, parseChart } from "@sluice/ecosystems";
import { updateChartRange } from "../charts/chart-range.ts";

/** Where a chart's own files are; `root` is its folder, from the repository root. */
export function chartFiles(root: string): { manifest: string; lock: string } {
  return { manifest: posix.join(root, "Chart.yaml"), lock: posix.join(root, "Chart.lock") };
}

/**
 * Moves the ranges by which a chart depends on charts of the same repository (`repository: file://../auth`), in its Chart.yaml, and what
 * its Chart.lock says of them.
 *
 * @param texts by path; changed
 * @param released new versions of charts, by their folders
 * @param exact see `updateChartRange`
 */
export function editChartRanges(
  texts: Map<string, string>,
  root: string,
  { released, exact }: { released: ReadonlyMap<string, string>; exact: boolean },
): void {
  const files = chartFiles(root);
  const manifest = texts.get(files.manifest);
  if (manifest === undefined) return;
  const ranges = new Map<number, string>();
  const versions = new Map<string, string>();
  for (const [place, { name, repository, version }] of parseChart(manifest).dependencies.entries()) {
    const folder = repository.startsWith("file://") ? posix.join(root, repository.slice("file://".length)) : null;
    const newVersion = folder === null ? undefined : released.get(posix.normalize(folder).replace(/\/$/, ""));
    if (newVersion === undefined) continue;
    versions.set(name, newVersion);
    const range = updateChartRange(version, newVersion, exact);
    if (range !== null && version !== "") ranges.set(place, range);
  }
  if (versions.size === 0) return;
  const edited = editChartDependencies(manifest, files.manifest, ranges);
  texts.set(files.manifest, edited);
  const lock = texts.get(files.lock);
  if (lock !== undefined) texts.set(files.lock, editChartLock({ text: lock, path: files.lock, manifest: edited, versions }));
}
