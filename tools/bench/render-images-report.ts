import type { BuildScripts } from "./build-script.ts";
import { median, type Measurement } from "./measure.ts";

/** One run of the benchmark of images. */
export interface ImagesReport {
  command: string;
  date: string;
  /** What it ran on: processor, cores, system. */
  machine: string;
  /** Programs with their versions. */
  versions: readonly string[];
  /** How many images the large repository has. */
  many: number;
  /** As they ran. */
  scripts: BuildScripts;
  measurements: readonly Pick<Measurement, "name" | "times">[];
  goals: readonly Goal[];
  /** Of a build of ours: what all contestants have to do at least, what is compared with it, and how many images that builds in vain. */
  bounds: readonly { ours: string; least: string; of: string; unchanged: number }[];
}

/** What a median should be: at most `most` times that of `of`, `least` times faster than it, or below `seconds`. */
export type Goal = { name: string } & ({ of: string; most: number } | { of: string; least: number } | { seconds: number });

/** The section on images of docs/benchmarks.md. */
export function renderImagesReport(report: ImagesReport): string {
  const medians = new Map(report.measurements.map(({ name, times }) => [name, median(times)]));
  return [
    "## Images",
    "",
    "How long building, skipping and promoting images takes, beside plain buildx. One run measures all of it in turn, against a registry",
    "that it starts; it ends what it has started.",
    "",
    "```sh",
    report.command,
    "```",
    "",
    `${report.date} · ${report.machine} · ${report.versions.join(" · ")}`,
    "",
    "Seven services for linux/amd64 and linux/arm64 on `node:24-slim` (a stand-in in that registry, 87 and 70 MB). The build stage installs 600 files of",
    "dependencies, 5 MB, and puts 100 generated modules together in one packed file; what runs has both. Every round changes one",
    "source file of one service. `bake` is that image's target alone, from the bake file that Sluice has written before. All is measured in two",
    "situations, in each with the same cache for all three:",
    "",
    "- _a laptop_: the engine's own builder, which keeps every step. The script:",
    "",
    ...fenced(report.scripts.laptop),
    "",
    "- _in CI_: a BuildKit with an empty root for each run, and the steps of the run before in the registry, for each image its own; Sluice with",
    "  `--cache registry`, in a clone that it remembers nothing of; `bake` with the script's flags. The script:",
    "",
    ...fenced(report.scripts.ci),
    "",
    "The laptop's script pushes once, as Sluice does: with plain `--push` the engine pushes all of it a second time. A release is the push of a git tag",
    "for all seven: promoted, or built by `docker buildx bake`: with an empty cache, as on a fresh runner, and with every step in the laptop's builder,",
    "so that only labels are new. What takes long is measured twice, and once with an empty cache. The many images are",
    `${report.many} of one file on \`scratch\`, for linux/amd64. That nothing is built when nothing changed is checked besides.`,
    "",
    "| what | median | least | most |",
    "| --- | --- | --- | --- |",
    ...report.measurements.map(({ name, times }) => {
      const numbers = [median(times), Math.min(...times), Math.max(...times)].map((time) => `${(time / 1000).toFixed(2)} s`);
      return `| ${name} | ${numbers.join(" | ")} |`;
    }),
    "",
    "| goal | limit | measured | |",
    "| --- | --- | --- | --- |",
    ...report.goals.map((goal) => renderGoal(goal, medians)),
    "",
    ...renderBounds(report.bounds, medians),
  ].join("\n");
}

/** What the measured situation lets a tool reach that adds something to a bake and saves the builds of the others. */
function renderBounds(bounds: ImagesReport["bounds"], medians: ReadonlyMap<string, number>): string[] {
  return bounds.flatMap(({ ours, least, of, unchanged }) => {
    const [mine, own, whole] = [ours, least, of].map((name) => (medians.get(name) ?? Number.NaN) / 1000) as [number, number, number];
    if (Number.isNaN(mine + own + whole)) return [];
    const each = (whole - own) / unchanged;
    return [
      `The image that changed has to be built by everybody: \`${least}\` takes ${own.toFixed(2)} s and is ${(whole / own).toFixed(1)} times faster than \`${of}\`,`,
      `which spends ${each.toFixed(2)} s on each of the others. ${whole / own < 3 ? "Nothing that builds it can be three times faster there." : ""}`.trimEnd(),
      "",
      ...(whole / own < 3 ? [] : renderWindow({ added: mine - own, own, each, unchanged })),
    ];
  });
}

/**
 * Both goals for a build, at most 1.2 times the bake and three times faster than the script, can be reached only where the one image takes
 * neither too short nor too long: with `b` for its bake, `h` for what is added and `n` others at `u` each, `b + h ≤ 1.2 b` and
 * `3 (b + h) ≤ b + n u`.
 */
function renderWindow({ added, own, each, unchanged }: { added: number; own: number; each: number; unchanged: number }): string[] {
  const [from, to] = [5 * added, (unchanged * each - 3 * added) / 2];
  return [
    `Both goals bind the example too. With *b* for the bake of the one image, *h* for what Sluice adds to it (here ${added.toFixed(2)} s) and *u* for what the`,
    `script spends on each of the ${unchanged} others, 1.2 times the bake is kept where *b* ≥ 5 *h*, and three times faster is possible where`,
    `*b* ≤ (${unchanged} *u* − 3 *h*) / 2: that is between ${from.toFixed(2)} s and ${to.toFixed(2)} s here. The generated service is made to lie between them, at ${own.toFixed(2)} s. With`,
    "an image that builds quicker, what Sluice adds weighs more; with one that takes longer, what it saves weighs less.",
    "",
  ];
}

function fenced(script: string): string[] {
  return ["```sh", script, "```"];
}

function renderGoal(goal: Goal, medians: ReadonlyMap<string, number>): string {
  const own = medians.get(goal.name) ?? Number.NaN;
  if ("seconds" in goal) return row(goal.name, `< ${goal.seconds} s`, `${(own / 1000).toFixed(2)} s`, own / 1000 < goal.seconds);
  const other = medians.get(goal.of) ?? Number.NaN;
  if ("most" in goal) return row(goal.name, `≤ ${goal.most} × ${goal.of}`, (own / other).toFixed(2), own / other <= goal.most);
  return row(goal.name, `≥ ${goal.least} times faster than ${goal.of}`, (other / own).toFixed(1), other / own >= goal.least);
}

function row(name: string, limit: string, measured: string, isReached: boolean): string {
  return `| ${name} | ${limit} | ${measured} | ${isReached ? "reached" : "not reached"} |`;
}
