import { type Measurement, median } from "./measure.ts";

/** What was measured, and how long it took. */
export type Timed = Pick<Measurement, "name" | "times">;

/** One run of the benchmark. */
export interface ReleaseReport {
  command: string;
  date: string;
  machine: string;
  /** Programs with their versions. */
  versions: readonly string[];
  size: { published: number; packages: number; changesets: number; commits: number; changelogs: number; sample: number };
  measurements: readonly Timed[];
}

/** The section on releases of docs/benchmarks.md. */
export function renderReleaseReport({ command, date, machine, versions, size, measurements }: ReleaseReport): string {
  const medians = new Map(measurements.map(({ name, times }) => [name, median(times)]));
  const of = (name: string): number => medians.get(name) ?? Number.NaN;
  const quicker = of("changeset publish") / of("sluice release publish");
  const plan = of("sluice release plan") / of("changeset status");
  const changelogs = of("conventional-changelog") / of("sluice release plan, commits");
  return [
    "## Releases",
    "",
    "Publishing, planning and changelogs, beside the tools that do one of them. Everything of one part runs in turn in one run.",
    "",
    "```sh",
    command,
    "```",
    "",
    `${date} · ${machine} · ${versions.join(" · ")}`,
    "",
    "| what | median | least |",
    "| --- | --- | --- |",
    ...measurements.map(({ name, times }) => `| ${name} | ${seconds(median(times))} | ${seconds(Math.min(...times))} |`),
    "",
    "| target | measured | |",
    "| --- | --- | --- |",
    row(
      `publish of ${size.published} npm packages to a local registry ≥ 3 × faster than changesets'`,
      `${quicker.toFixed(1)} ×`,
      quicker >= 3,
    ),
    row(
      `plan of ${size.packages} packages with ${size.changesets} changesets ≤ 1.5 × \`changeset status\``,
      `${plan.toFixed(2)} ×`,
      plan <= 1.5,
    ),
    row("the same plan under 2 s", seconds(of("sluice release plan")), of("sluice release plan") < 2000),
    row(
      `changelogs of ${size.changelogs} packages from ${size.commits} commits ≥ 10 × faster than conventional-changelog for each package`,
      `${changelogs.toFixed(1)} ×`,
      changelogs >= 10,
    ),
    "",
    "`sluice release publish` also takes the lock, pushes the git tags and looks at every package before and after; `changeset publish` makes its",
    `tags in the clone alone. conventional-changelog ran for ${size.sample} of the ${size.changelogs} packages, once for each, and its time stands for all of them.`,
    "",
  ].join("\n");
}

function row(target: string, measured: string, isReached: boolean): string {
  return `| ${target} | ${measured} | ${isReached ? "reached" : "not reached"} |`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
