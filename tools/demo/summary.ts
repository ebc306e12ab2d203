import { styleText } from "node:util";

/** One line of the table the demo ends with. */
export interface SummaryRow {
  what: string;
  result: string;
  /** Null: not on this machine, `result` says why. */
  ok: boolean | null;
}

/** The table: what was shown, what came of it. Columns as wide as their longest cell. */
export function renderSummary(rows: readonly SummaryRow[], seconds: number): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(({ what, result, ok }) => `${mark(ok)} ${what.padEnd(width)}  ${result}`);
  return [...lines, "", `Done in ${Math.round(seconds)} s. Nothing was left running.`].join("\n");
}

function mark(ok: boolean | null): string {
  if (ok === null) return styleText("yellow", "–");
  return ok ? styleText("green", "✓") : styleText("red", "✗");
}
