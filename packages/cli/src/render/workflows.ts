import type { FileChange } from "@sluice/setup";
import { paintDiff } from "./diff.ts";

const STATES = {
  create: "missing",
  update: "out of date",
  unchanged: "up to date",
  keep: "changed by hand",
  delete: "no longer asked for",
} as const;

/** Each file and how it stands to what the configuration asks for, with the difference. */
export function renderWorkflows(files: readonly FileChange[], { color }: { color: boolean }): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  const differing = files.filter(({ action }) => action === "update" || action === "keep");
  return [
    ...files.map(({ path, action }) => `${path.padEnd(width)}  ${STATES[action]}`),
    ...differing.flatMap(({ diff }) => ["", ...paintDiff(diff, color)]),
  ].join("\n");
}
