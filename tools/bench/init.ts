// `npm run bench:init`: how long `sluice init` takes on fifty services, whether Nx and the doctor are content with what it wrote, how quickly the
// command starts, and what it weighs.
import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "./describe-machine.ts";
import { generateMonorepo } from "./generate-monorepo.ts";
import { measure, median } from "./measure.ts";
import { type InitReport, renderInitReport } from "./render-init-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({ options: { report: { type: "string" }, rounds: { type: "string", default: "9" } } });
const root = join(import.meta.dirname, "../..");
const sluice = join(root, "packages/cli/bin/sluice.js");

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-init-"));
try {
  const { cwd, projects } = prepareRepository();
  const init = timeInit(cwd);
  const sizes = measureSizes();
  const report: InitReport = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: [`node ${process.versions.node}`],
    projects,
    init,
    listed: listedByNx(cwd),
    healthy: isHealthy(cwd),
    help: await timeHelp(),
    sizes,
  };
  const section = renderInitReport(report);
  if (values.report === undefined) console.log(section);
  else writeReportSection({ file: values.report, name: "init", content: section });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Fifty projects in four languages, as a team has them before: no Nx, no workflows. */
function prepareRepository(): { cwd: string; projects: number } {
  const { folder: cwd } = generateMonorepo({ folder: join(folder, "monorepo"), projects: 50, languages: "mixed", files: 1_000, seed: 1 });
  git(cwd, ["rm", "--quiet", "-r", "nx.json", "turbo.json", ".moon"]);
  git(cwd, ["-c", "user.name=b", "-c", "user.email=b@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "before"]);
  git(cwd, ["remote", "add", "origin", "https://github.com/acme/bench.git"]);
  return { cwd, projects: 50 };
}

/** Three times from the start, in milliseconds; what the last one wrote stays. */
function timeInit(cwd: string): number[] {
  return [1, 2, 3].map(() => {
    git(cwd, ["reset", "--quiet", "--hard"]);
    git(cwd, ["clean", "--quiet", "-fd"]);
    const start = performance.now();
    run(sluice, ["init", "--yes"], cwd);
    return performance.now() - start;
  });
}

function listedByNx(cwd: string): number {
  symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
  return run(join(root, "node_modules/nx/dist/bin/nx.js"), ["show", "projects"], cwd).trim().split("\n").length;
}

function isHealthy(cwd: string): boolean {
  return spawnSync(process.execPath, [sluice, "doctor"], { cwd, stdio: "ignore" }).status === 0;
}

/** The median of `sluice --help` over that of a Node.js that does nothing. */
async function timeHelp(): Promise<{ help: number; node: number }> {
  const [help, node] = await measure(
    [
      { name: "help", commands: [[process.execPath, sluice, "--help"]] },
      { name: "node", commands: [[process.execPath, "-e", "0"]] },
    ],
    { cwd: folder, rounds: Number(values.rounds) },
  );
  return { help: median(help?.times ?? []), node: median(node?.times ?? []) };
}

/** What npm installs for nx alone and with Sluice, in bytes; and the packages that weigh most beyond nx. */
function measureSizes(): InitReport["sizes"] {
  const tarballs = readdirSync(join(root, "packages")).map((name) => {
    const packed = execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
      cwd: join(root, "packages", name),
      encoding: "utf8",
    });
    const [first] = Object.values(JSON.parse(packed) as Record<string, { filename: string }>);
    return join(folder, first?.filename ?? "");
  });
  const without = install("without", ["nx@24"]);
  const withSluice = install("with", ["nx@24", ...tarballs]);
  const added = [...withSluice].flatMap(([name, bytes]) => {
    const more = bytes - (without.get(name) ?? 0);
    return more > 0 ? [{ name, bytes: more }] : [];
  });
  return { nx: total(without), sluice: total(withSluice), heaviest: added.sort((a, b) => b.bytes - a.bytes).slice(0, 8) };
}

function total(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function install(name: string, packages: readonly string[]): Map<string, number> {
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true }));
  execFileSync("npm", ["install", "--prefix", home, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...packages], {
    stdio: "ignore",
  });
  const modules = join(home, "node_modules");
  const names = readdirSync(modules).flatMap((entry) =>
    entry.startsWith("@") ? readdirSync(join(modules, entry)).map((child) => `${entry}/${child}`) : [entry],
  );
  return new Map(names.map((entry) => [entry, bytesBelow(join(modules, entry))]));
}

function bytesBelow(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

function run(script: string, args: readonly string[], cwd: string): string {
  const env = { ...process.env, NX_DAEMON: "false", NX_TUI: "false", CI: "true" };
  return execFileSync(process.execPath, [script, ...args], { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function git(cwd: string, args: readonly string[]): void {
  execFileSync("git", [...args], { cwd, stdio: "ignore" });
}
