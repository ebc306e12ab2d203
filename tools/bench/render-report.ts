import { median, type Measurement } from "./measure.ts";

/** One run of the benchmark. */
export interface Report {
  command: string;
  date: string;
  /** What it ran on: processor, cores, system. */
  machine: string;
  /** Programs with their versions. */
  versions: readonly string[];
  projects: number;
  files: number;
  affected: number;
  measurements: readonly Measurement[];
  /** `limit` times the sum of the medians of `of`. */
  targets: readonly Target[];
}

/** What a median should stay below. */
export interface Target {
  name: string;
  limit: number;
  of: readonly string[];
}

/** The section on `sluice affected` of docs/benchmarks.md. */
export function renderReport(report: Report): string {
  const medians = new Map(report.measurements.map(({ name, times }) => [name, median(times)]));
  const floor = medians.get("floor") ?? Number.NaN;
  return [
    "## What a change affects",
    "",
    "How long `sluice affected` takes, beside what else is there. One run measures all of them in turn, on a monorepo that it generates.",
    "",
    "```sh",
    report.command,
    "```",
    "",
    `${report.date} · ${report.machine} · ${report.versions.join(" · ")}`,
    "",
    `${report.projects} projects in TypeScript, Python, Go and Rust, ${report.files} files; one commit that touches one source file of a project that`,
    `${report.affected - 1} others depend on. Every answer of Sluice is checked against the generator's own graph.`,
    "",
    "| what | median | least | × floor |",
    "| --- | --- | --- | --- |",
    ...report.measurements.map(({ name, times }) => {
      const middle = medians.get(name) ?? Number.NaN;
      return `| ${name} | ${seconds(middle)} | ${seconds(Math.min(...times))} | ${(middle / floor).toFixed(2)} |`;
    }),
    "",
    "| target | limit | measured | |",
    "| --- | --- | --- | --- |",
    ...report.targets.map((target) => renderTarget(target, medians)),
    "",
  ].join("\n");
}

function renderTarget({ name, limit, of }: Target, medians: ReadonlyMap<string, number>): string {
  const sum = of.reduce((total, other) => total + (medians.get(other) ?? Number.NaN), 0);
  const ratio = (medians.get(name) ?? Number.NaN) / sum;
  const verdict = Number.isNaN(ratio) ? "not measured" : ratio <= limit ? "reached" : "not reached";
  return `| ${name} | ≤ ${limit} × (${of.join(" + ")}) | ${Number.isNaN(ratio) ? "–" : ratio.toFixed(2)} | ${verdict} |`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}
