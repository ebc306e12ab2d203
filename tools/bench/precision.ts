// `npm run bench:precision`: what `sluice affected`, nx, turbo and moon report for eight kinds of change, against what is so.
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { generateMonorepo, packageName } from "./generate-monorepo.ts";
import { installPeers, versionsOf } from "./install-peers.ts";
import { type Edits, planScenarios, type Scenario } from "./plan-scenarios.ts";
import { judge, type PrecisionReport, renderPrecisionReport } from "./render-precision-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    projects: { type: "string", default: "1000" },
    files: { type: "string", default: "50000" },
    report: { type: "string" },
    "no-peers": { type: "boolean", default: false },
  },
});

/** A tool, and the names it gives for the commit that is checked out, compared with the tag `base`. */
interface Tool {
  name: string;
  ask: (scenario: Scenario) => string[];
}

const parent = mkdtempSync(join(tmpdir(), "sluice-precision-"));
try {
  const monorepo = generateMonorepo({
    folder: join(parent, "monorepo"),
    projects: Number(values.projects),
    languages: "mixed",
    files: Number(values.files),
    seed: 1,
  });
  const { folder } = monorepo;
  const peers = values["no-peers"] ? null : installPeers({ parent, monorepo: folder });
  const tools = [ours(folder), ...(peers === null ? [] : theirs(peers, folder))];
  const { preparation, scenarios } = planScenarios(monorepo);
  // What the tools put down, and what only one of them is told, is no part of any change.
  writeFileSync(join(folder, ".git/info/exclude"), "moon.yml\n.moon/cache\n.nx\n.turbo\nnode_modules\n");
  commit(folder, preparation);
  git(folder, "tag", "base");
  const rows: PrecisionReport["rows"][number][] = [];
  for (const scenario of scenarios) {
    git(folder, "checkout", "--quiet", "--detach", "base");
    commit(folder, scenario.edits);
    if (peers !== null) linkPackages(folder, scenario);
    const verdicts = tools.map(({ name, ask }) => attempt(name, () => judge(ask(scenario), scenario.affected)));
    rows.push({ name: scenario.name, affected: scenario.affected.length, verdicts });
    console.error(`${scenario.name}: ${JSON.stringify(verdicts)}`);
  }
  const report = renderPrecisionReport({
    command: "npm run bench:precision",
    date: new Date().toISOString().slice(0, 10),
    versions: [
      `node ${process.versions.node}`,
      git(folder, "--version").replace(" version", ""),
      ...(peers === null ? [] : versionsOf(peers)),
    ],
    projects: Number(values.projects),
    files: Number(values.files),
    tools: tools.map(({ name }) => name),
    rows,
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "precision", content: report });
} finally {
  rmSync(parent, { recursive: true, force: true });
}

function ours(cwd: string): Tool {
  const sluice = join(import.meta.dirname, "../../packages/cli/bin/sluice.js");
  const args = [sluice, "affected", "--base", "base", "--head", "HEAD", "--format", "names"];
  return { name: "sluice", ask: () => lines(run(process.execPath, args, { cwd })) };
}

function theirs(bin: string, cwd: string): Tool[] {
  const nx = (scenario: Scenario) => {
    const args = ["show", "projects", "--affected", "--base=base", "--head=HEAD"];
    const env = { NX_DAEMON: "false", NX_TUI: "false", CI: "true" };
    // Of the projects that are there; nx names a deleted one too.
    const names = new Set(scenario.projects.map(packageName));
    return lines(run(join(bin, "nx"), args, { cwd, env })).filter((name) => names.has(name));
  };
  return [
    // As nx is by itself once @nx/js is installed; without it, it looks at no source file.
    { name: "nx", ask: (scenario) => withNxSettings(cwd, { analyzeSourceFiles: true }, () => nx(scenario)) },
    { name: "nx, auto", ask: (scenario) => withNxSettings(cwd, { projectsAffectedByDependencyUpdates: "auto" }, () => nx(scenario)) },
    { name: "turbo", ask: () => askTurbo(bin, cwd) },
    { name: "moon", ask: (scenario) => askMoon(bin, cwd, scenario) },
  ];
}

/** For the run alone: that nx.json is another is no part of the change. */
function withNxSettings(cwd: string, settings: object, ask: () => string[]): string[] {
  const path = join(cwd, "nx.json");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(text), pluginsConfig: { "@nx/js": settings } }));
  try {
    return ask();
  } finally {
    writeFileSync(path, text);
  }
}

function askTurbo(bin: string, cwd: string): string[] {
  const env = { TURBO_TELEMETRY_DISABLED: "1", TURBO_SCM_BASE: "base", TURBO_SCM_HEAD: "HEAD" };
  const answer: { packages: { items: { name: string }[] } } = JSON.parse(
    run(join(bin, "turbo"), ["ls", "--affected", "--output=json"], { cwd, env }),
  );
  // The repository itself is a package to turbo, and no project here.
  return answer.packages.items.map(({ name }) => name).filter((name) => name !== "//");
}

function askMoon(bin: string, cwd: string, { projects }: Scenario): string[] {
  for (const { root, dependencies } of projects)
    writeFileSync(join(cwd, root, "moon.yml"), JSON.stringify({ dependsOn: dependencies.map(idOf) }));
  const names = new Map(projects.map((project) => [idOf(project), packageName(project)]));
  const env = { MOON_BASE: "base", MOON_HEAD: "HEAD", CI: "true" };
  const answer: { projects: { id: string }[] } = JSON.parse(
    run(join(bin, "moon"), ["query", "projects", "--affected", "--downstream", "deep"], { cwd, env }),
  );
  return answer.projects.map(({ id }) => names.get(id)).filter((name) => name !== undefined);
}

/** moon calls a project by its folder. */
function idOf({ root }: { root: string }): string {
  return root.slice(root.lastIndexOf("/") + 1);
}

/** As an installation does it: nx looks for an import of a package there. */
function linkPackages(folder: string, { projects }: Scenario): void {
  const scope = join(folder, "node_modules/@bench");
  rmSync(scope, { recursive: true, force: true });
  mkdirSync(scope);
  for (const { name, root, language } of projects) if (language === "npm") symlinkSync(join(folder, root), join(scope, name));
}

function attempt<Value>(name: string, act: () => Value): Value | null {
  try {
    return act();
  } catch (error) {
    console.error(`${name} did not answer: ${String(error).slice(0, 2000)}`);
    return null;
  }
}

function commit(folder: string, edits: Edits): void {
  for (const [path, text] of edits) {
    const file = join(folder, path);
    if (text === null) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  git(folder, "add", "--all");
  git(
    folder,
    "-c",
    "user.name=Bench",
    "-c",
    "user.email=bench@example.com",
    "-c",
    "commit.gpgSign=false",
    "commit",
    "--quiet",
    "-m",
    "change",
  );
  // A folder that is gone is gone with what the tools put there.
  git(folder, "clean", "-q", "-d", "-f", "-x", "-e", "/node_modules", "-e", "/.nx", "-e", "/.moon");
}

function git(cwd: string, ...args: string[]): string {
  return run("git", args, { cwd }).trim();
}

/** What a program prints. Into a file: nx ends before all of it is through a pipe. */
function run(program: string, args: readonly string[], { cwd, env = {} }: { cwd: string; env?: Record<string, string> }): string {
  const file = join(parent, "stdout");
  const stdout = openSync(file, "w");
  try {
    execFileSync(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", stdout, "inherit"] });
  } finally {
    closeSync(stdout);
  }
  return readFileSync(file, "utf8");
}

function lines(text: string): string[] {
  return text.split("\n").filter(Boolean);
}
