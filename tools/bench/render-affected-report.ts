import type { Languages } from "./generate-monorepo.ts";
import { median, type Measurement } from "./measure.ts";

/** One run of the benchmark. */
export interface Report {
  command: string;
  date: string;
  /** What it ran on: processor, cores, system. */
  machine: string;
  /** Programs with their versions. */
  versions: readonly string[];
  /** Of those with the same languages, the smallest first. */
  monorepos: readonly MonorepoReport[];
}

/** What was measured on one monorepo. */
export interface MonorepoReport {
  projects: number;
  files: number;
  languages: Languages;
  affected: number;
  /** How many projects the commit that bumps one dependency affects. */
  affectedByBump: number;
  measurements: readonly Measurement[];
  targets: readonly Target[];
}

/** What a median, or the memory, should stay below. */
export type Target =
  /** `limit` times the sum of the medians of `of`. */
  { name: string; limit: number; of: readonly string[] } | { name: string; seconds: number } | { name: string; megabytes: number };

/** The section on `sluice affected` of docs/benchmarks.md. */
export function renderAffectedReport(report: Report): string {
  return [
    "## What a change affects",
    "",
    "How long `sluice affected` takes, beside what else is there. One run measures all of them in turn, on monorepos that it generates, in which no",
    "two files say the same and every source imports something. Every answer of Sluice is checked against the generator's own graph.",
    "",
    "The floor is `git diff --name-only` and a Node.js that does nothing. Nothing remembered: without Sluice's memory; nx cold: after `nx reset`,",
    "without its daemon, told to look into the sources of JavaScript projects as it does by itself where one of its own packages is installed.",
    "Before both, every file of the checkout was read once, as a checkout in CI has just written them: no disk is measured. Sources read, no more:",
    "two threads read every source and match it with one regular expression; without hashes, manifests, a graph and anything that is kept.",
    "After one edit, and a bumped dependency: the first question about it, with the state before remembered. Memory: the largest process.",
    "",
    "```sh",
    report.command,
    "```",
    "",
    `${report.date} · ${report.machine} · ${report.versions.join(" · ")}`,
    ...report.monorepos.flatMap(renderMonorepo),
    ...renderGrowth(report.monorepos),
    "",
  ].join("\n");
}

function renderMonorepo({ projects, files, languages, affected, affectedByBump, measurements, targets }: MonorepoReport): string[] {
  const medians = new Map(measurements.map(({ name, times }) => [name, median(times)]));
  const floor = medians.get("floor") ?? Number.NaN;
  return [
    "",
    `### ${projects} projects, ${files} files${languages === "mixed" ? ", in four languages" : ""}`,
    "",
    LANGUAGES[languages],
    `One commit touches one source file of a project that ${affected - 1} others depend on, and one bumps a dependency in package-lock.json, which concerns`,
    `${affectedByBump} projects.`,
    "",
    "| what | median | least | × floor | memory |",
    "| --- | --- | --- | --- | --- |",
    ...measurements.map(({ name, times, memory }) => {
      const middle = medians.get(name) ?? Number.NaN;
      const megabytes = memory === null ? "–" : `${memory.toFixed(0)} MB`;
      return `| ${name} | ${seconds(middle)} | ${seconds(Math.min(...times))} | ${(middle / floor).toFixed(2)} | ${megabytes} |`;
    }),
    "",
    "| target | limit | measured | |",
    "| --- | --- | --- | --- |",
    ...targets.map((target) => renderTarget(target, medians, measurements)),
  ];
}

const LANGUAGES: Record<Languages, string> = {
  npm: "All projects are npm packages in TypeScript, as nx and turbo know them without further plugins.",
  mixed:
    "Seven of ten projects are npm packages, the others in Python, Go and Rust: nx and turbo do not look at these, so that they have less to do.",
};

function renderTarget(target: Target, medians: ReadonlyMap<string, number>, measurements: readonly Measurement[]): string {
  const { name } = target;
  const time = medians.get(name) ?? Number.NaN;
  if ("seconds" in target) return verdict(name, `≤ ${target.seconds} s`, time / 1000, target.seconds, " s");
  if ("megabytes" in target) {
    const memory = measurements.find((measurement) => measurement.name === name)?.memory ?? Number.NaN;
    return verdict(name, `≤ ${target.megabytes} MB`, Math.round(memory), target.megabytes, " MB");
  }
  const sum = target.of.reduce((total, other) => total + (medians.get(other) ?? Number.NaN), 0);
  return verdict(name, `≤ ${target.limit} × (${target.of.join(" + ")})`, time / sum, target.limit, "");
}

function verdict(name: string, wanted: string, value: number, limit: number, unit: string): string {
  if (Number.isNaN(value)) return `| ${name} | ${wanted} | – | not measured |`;
  const shown = unit === " MB" ? value.toFixed(0) : value.toFixed(2);
  return `| ${name} | ${wanted} | ${shown}${unit} | ${value <= limit ? "reached" : "not reached"} |`;
}

/** What grows slower than the number of projects. */
function renderGrowth(monorepos: readonly MonorepoReport[]): string[] {
  const alike = monorepos.filter(({ languages }) => languages === monorepos[0]?.languages);
  const [small, large] = [alike.at(0), alike.at(-1)];
  if (small === undefined || large === undefined || small === large) return [];
  const timeOf = ({ measurements }: MonorepoReport) => median(measurements.find(({ name }) => name === WARM)?.times ?? []);
  const growth = (timeOf(large) / timeOf(small)).toFixed(2);
  return ["", `With ${large.projects / small.projects} times the projects, the remembered answer (${WARM}) takes ${growth} times as long.`];
}

const WARM = "sluice, committed range";

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}
