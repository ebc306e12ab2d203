import { styleText } from "node:util";
import type { DoctorResult, Finding } from "../doctor/finding.ts";

const MARKS = { ok: "✓", warning: "!", error: "✗" } as const;
const COLORS = { ok: "green", warning: "yellow", error: "red" } as const;

/** One line per check, and under what is not well the way to mend it. */
export function renderDoctor({ checks, healthy }: DoctorResult, { color }: { color: boolean }): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  const lines = checks.flatMap((finding) => renderFinding(finding, width, color));
  return [...lines, "", healthy ? "Ready." : "Not ready: mend what is marked ✗."].join("\n");
}

function renderFinding({ check, status, message, fix }: Finding, width: number, color: boolean): string[] {
  const mark = color ? styleText(COLORS[status], MARKS[status], { validateStream: false }) : MARKS[status];
  const indent = " ".repeat(width + 4);
  const [first = "", ...rest] = message.split("\n");
  return [
    `${mark} ${check.padEnd(width)}  ${first}`,
    ...rest.map((line) => indent + line),
    ...(fix === undefined ? [] : [`${indent}fix: ${fix}`]),
  ];
}
