/** What one tool said of one change, against the truth. */
export interface Verdict {
  /** Reported, and cannot see the change. */
  falseAlarms: number;
  /** Not reported, and can. */
  misses: number;
}

/** One run of the benchmark. */
export interface PrecisionReport {
  command: string;
  date: string;
  /** Programs with their versions. */
  versions: readonly string[];
  projects: number;
  files: number;
  /** Names of the tools, as columns. */
  tools: readonly string[];
  /** `verdicts` in the order of the tools; null where a tool could not answer. */
  rows: readonly { name: string; affected: number; verdicts: readonly (Verdict | null)[] }[];
}

/** Compares what is reported with what is so. */
export function judge(reported: readonly string[], affected: readonly string[]): Verdict {
  const [said, truth] = [new Set(reported), new Set(affected)];
  return {
    falseAlarms: [...said].filter((name) => !truth.has(name)).length,
    misses: [...truth].filter((name) => !said.has(name)).length,
  };
}

/** The section on precision of docs/benchmarks.md. */
export function renderPrecisionReport({ command, date, versions, projects, files, tools, rows }: PrecisionReport): string {
  return [
    "## What is reported, and what is so",
    "",
    "False alarms / misses of each tool, against the true closure: the projects that can see a change, over any number of steps, by the",
    "generator's own graph. The monorepo is that of the table above, with a package that one project uses, one import in TypeScript and one in",
    "Python that no manifest declares, and a tsconfig.base.json that some projects extend. Each change is one commit on top of it.",
    "",
    "```sh",
    command,
    "```",
    "",
    `${date} · ${projects} projects, ${files} files · ${versions.join(" · ")}`,
    "",
    `| change | affected in truth | ${tools.join(" | ")} |`,
    `| --- | ${["", ...tools].map(() => "---").join(" | ")} |`,
    ...rows.map(({ name, affected, verdicts }) => `| ${name} | ${affected} | ${verdicts.map(renderVerdict).join(" | ")} |`),
    "",
    "nx and turbo know npm packages alone without further plugins, seven of ten projects here. nx looks at the imports of source files, as it does",
    'with @nx/js installed; `nx, auto` has `"projectsAffectedByDependencyUpdates": "auto"` besides. moon is told every declared dependency, in all',
    "languages, in moon.yml files, since it downloads what knows a language when it runs; it is asked with `--downstream deep`.",
    "",
  ].join("\n");
}

function renderVerdict(verdict: Verdict | null): string {
  return verdict === null ? "–" : `${verdict.falseAlarms} / ${verdict.misses}`;
}
