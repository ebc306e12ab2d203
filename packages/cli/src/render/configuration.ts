import type { ResolvedValue } from "@sluice/core";
import { renderTable } from "./table.ts";

/** Every key with its value as JSON and where it comes from. */
export function renderConfiguration(
  { path, values }: { path: string | null; values: readonly ResolvedValue[] },
  { width = null }: { width?: number | null } = {},
): string {
  const file = path === null ? "There is no configuration file: every value is a default." : path;
  if (values.length === 0) return path === null ? `${file} \`--resolved\` shows them.` : `${file} sets nothing.`;
  const rows = values.map(({ key, value, source }) => [key, source.name ?? "default", value === null ? "not set" : JSON.stringify(value)]);
  return [file, ...renderTable(rows, width)].join("\n");
}
