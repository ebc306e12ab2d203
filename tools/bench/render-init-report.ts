import { median } from "./measure.ts";

/** One run of `npm run bench:init`. Times in milliseconds, sizes in bytes. */
export interface InitReport {
  date: string;
  machine: string;
  versions: readonly string[];
  /** Projects that were generated, and how many of them Nx lists afterwards. */
  projects: number;
  listed: number;
  init: readonly number[];
  healthy: boolean;
  help: { help: number; node: number };
  sizes: { nx: number; sluice: number; heaviest: readonly { name: string; bytes: number }[] };
}

/** The section on `sluice init` of docs/benchmarks.md. */
export function renderInitReport({ date, machine, versions, projects, listed, init, healthy, help, sizes }: InitReport): string {
  const added = sizes.sluice - sizes.nx;
  const rows = [
    ["`sluice init --yes`, without an install", "under 10 s", seconds(median(init)), median(init) < 10_000],
    ["projects that `nx show projects` lists then", String(projects), String(listed), listed === projects],
    ["`sluice doctor` then", "exit code 0", healthy ? "exit code 0" : "exit code 1", healthy],
    ["`sluice --help` over `node -e 0`", "at most 3", (help.help / help.node).toFixed(2), help.help / help.node <= 3],
    ["what `@sluice/cli` and `@sluice/nx` add to nx", "at most 25 MB", megabytes(added), added <= 25_000_000],
  ];
  return [
    "## Setting up",
    "",
    `How long \`sluice init\` takes in a repository of ${projects} projects in four languages, and what comes of it.`,
    "",
    "```sh",
    "npm run bench:init",
    "```",
    "",
    `${date} · ${machine} · ${versions.join(" · ")}`,
    "",
    "| what | target | measured | |",
    "| --- | --- | --- | --- |",
    ...rows.map(([what, target, measured, isMet]) => `| ${what} | ${target} | ${measured} | ${isMet === true ? "met" : "missed"} |`),
    "",
    `Nx alone is ${megabytes(sizes.nx)}. The heaviest of what comes in beside it: ${sizes.heaviest
      .map(({ name, bytes }) => `${name} ${megabytes(bytes)}`)
      .join(", ")}.`,
    "",
  ].join("\n");
}

function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
