// `npm run bench:affected`: how long `sluice affected` takes, beside git, nx, turbo and moon, on generated monorepos.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "./describe-machine.ts";
import { installPeers, versionsOf } from "./install-peers.ts";
import { type Candidate, type Command, type Measurement, measure } from "./measure.ts";
import type { PreparedMonorepo } from "./prepare-affected.ts";
import { renderAffectedReport, type MonorepoReport, type Target } from "./render-affected-report.ts";
import { warmCheckout } from "./warm-checkout.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    // Projects and files, in TypeScript unless it says `mixed`.
    monorepos: { type: "string", default: "1000x50000,5000x150000,1000x50000-mixed" },
    rounds: { type: "string", default: "9" },
    report: { type: "string" },
    "no-peers": { type: "boolean", default: false },
  },
});

const sluice = join(import.meta.dirname, "../../packages/cli/bin/sluice.js");
const range = ["--base", "HEAD~1", "--head", "HEAD"];
const tree = ["--base", "HEAD~1"];
const NX_ARGS = ["show", "projects", "--affected", "--base=HEAD~1", "--head=HEAD"];

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
try {
  const monorepos: MonorepoReport[] = [];
  let peerVersions: string[] = [];
  for (const name of values.monorepos.split(",")) {
    const [size = "", languages = "npm"] = name.split("-");
    const [projects = 0, files = 0] = size.split("x").map(Number);
    const { versions, ...report } = await measureMonorepo(join(folder, name), {
      projects,
      files,
      languages: languages === "mixed" ? "mixed" : "npm",
    });
    monorepos.push(report);
    peerVersions = versions;
  }
  const report = renderAffectedReport({
    command: "npm run bench:affected",
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: [`node ${process.versions.node}`, output("git", ["--version"]).replace(" version", ""), ...peerVersions],
    monorepos,
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "affected", content: report });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureMonorepo(
  parent: string,
  kind: Pick<MonorepoReport, "projects" | "files" | "languages">,
): Promise<MonorepoReport & { versions: string[] }> {
  mkdirSync(parent);
  const { projects, files, languages } = kind;
  const prepare = [join(import.meta.dirname, "prepare-affected.ts"), join(parent, "monorepo"), String(projects), String(files), languages];
  const monorepo: PreparedMonorepo = JSON.parse(output(process.execPath, prepare));
  const cwd = monorepo.folder;
  const bin = values["no-peers"] ? null : installPeers({ parent, monorepo: cwd });
  const options = { cwd, rounds: Number(values.rounds) };
  const candidates = [...floors(cwd), ...ours(monorepo), ...(bin === null ? [] : theirs(bin, cwd))];
  const measurements = [...(await measure(candidates, options)), ...(bin === null ? [] : await nxDaemon(bin, options))];
  rmSync(cwd, { recursive: true, force: true });
  return {
    ...kind,
    affected: monorepo.affected.length,
    affectedByBump: monorepo.bump.affected.length,
    measurements,
    targets: targetsFor(projects),
    versions: bin === null ? [] : versionsOf(bin),
  };
}

function targetsFor(projects: number): Target[] {
  const isSmall = projects <= 1000;
  const targets: Target[] = [
    { name: "sluice, committed range", limit: isSmall ? 1.5 : 1.7, of: ["floor"] },
    { name: "sluice, working tree checked", limit: 1.3, of: ["git status", "floor"] },
    { name: "sluice, nothing remembered", limit: isSmall ? 0.11 : 0.09, of: ["nx, cold"] },
  ];
  if (!isSmall) return targets;
  return [
    ...targets,
    { name: "sluice, after one edit", seconds: 0.15 },
    { name: "sluice, bumped dependency", seconds: 0.15 },
    { name: "sluice, committed range", megabytes: 60 },
    { name: "sluice, nothing remembered", megabytes: 150 },
  ];
}

/** What no answer can be quicker than: the diff, and a Node.js that does nothing; and a first one: every source read and looked through. */
function floors(cwd: string): Candidate[] {
  return [
    {
      name: "floor",
      commands: [
        ["git", "diff", "--name-only", "HEAD~1", "HEAD"],
        [process.execPath, "-e", "0"],
      ],
    },
    { name: "git status", commands: [["git", "status", "--porcelain"]] },
    {
      name: "sources read, no more",
      commands: [[process.execPath, join(import.meta.dirname, "read-sources.mjs")]],
      prepare: () => warmCheckout(cwd),
      rounds: 5,
    },
  ];
}

function ours({ folder: cwd, affected, path, bump }: PreparedMonorepo): Candidate[] {
  const check = checkFor(affected);
  const memory = join(cwd, ".git/sluice");
  const forget = () => {
    rmSync(memory, { recursive: true, force: true });
    warmCheckout(cwd);
  };
  const restore = () => void output("git", ["-C", cwd, "checkout", "--quiet", "--", path]);
  const asked = (args: readonly string[]) => void execFileSync(process.execPath, [sluice, "affected", ...args], { cwd, stdio: "ignore" });
  const edit = (round: number) => {
    restore();
    asked(tree);
    appendFileSync(join(cwd, path), `export const round = ${round};\n`);
  };
  const askedClean = () => {
    restore();
    asked(tree);
  };
  /** The state before is remembered, of the commit itself nothing. */
  const onlyBefore = () => {
    asked(range);
    for (const name of readdirSync(memory)) if (/^(answer|same|lockfile)-/.test(name)) rmSync(join(memory, name));
  };
  const bumped = sluiceAffected(["--base", "HEAD", "--head", bump.revision]);
  return [
    { name: "sluice, nothing remembered", commands: [sluiceAffected(range)], prepare: forget, check, rounds: 5 },
    { name: "sluice, committed range", commands: [sluiceAffected(range)], prepare: () => asked(range), check },
    { name: "sluice, working tree checked", commands: [sluiceAffected(tree)], prepare: askedClean, check },
    { name: "sluice, after one edit", commands: [sluiceAffected(tree)], prepare: edit, check },
    { name: "sluice, bumped dependency", commands: [bumped], prepare: onlyBefore, check: checkFor(bump.affected) },
  ];
}

function checkFor(expected: readonly string[]): (stdout: string) => void {
  return (stdout) => {
    if (stdout.trim().split("\n").sort().join() !== expected.join()) throw new Error(`sluice affected says ${stdout}`);
  };
}

function sluiceAffected(args: readonly string[]): Command {
  return [process.execPath, sluice, "affected", "--format", "names", ...args];
}

function theirs(bin: string, cwd: string): Candidate[] {
  const nx: Command = [join(bin, "nx"), ...NX_ARGS];
  const nxEnv = { NX_DAEMON: "false", NX_TUI: "false", CI: "true" };
  const reset = () => {
    execFileSync(nx[0], ["reset"], { cwd, stdio: "ignore", env: { ...process.env, ...nxEnv } });
    warmCheckout(cwd);
  };
  const turboEnv = { TURBO_TELEMETRY_DISABLED: "1", TURBO_SCM_BASE: "HEAD~1", TURBO_SCM_HEAD: "HEAD" };
  const turbo: Command = [join(bin, "turbo"), "ls", "--affected"];
  const candidates: Candidate[] = [
    { name: "nx, cold", commands: [nx], env: nxEnv, prepare: reset, rounds: 3 },
    { name: "nx, warm", commands: [nx], env: nxEnv, rounds: 5 },
    { name: "turbo", commands: [turbo], env: turboEnv, rounds: 5 },
    {
      name: "turbo, bumped dependency",
      commands: [turbo],
      env: { ...turboEnv, TURBO_SCM_BASE: "HEAD", TURBO_SCM_HEAD: "bump" },
      rounds: 3,
    },
    {
      name: "moon",
      commands: [[join(bin, "moon"), "query", "projects", "--affected"]],
      env: { MOON_BASE: "HEAD~1", MOON_HEAD: "HEAD" },
      rounds: 5,
    },
  ];
  return candidates.filter(({ commands: [command] }) => command !== undefined && existsSync(command[0]));
}

/** By itself and last: `nx reset` would stop the daemon. What is measured is the client; the daemon's memory stays out of it. */
async function nxDaemon(bin: string, options: { cwd: string; rounds: number }): Promise<Measurement[]> {
  const nx = join(bin, "nx");
  const env = { NX_DAEMON: "true", NX_TUI: "false", CI: "" };
  try {
    return await measure([{ name: "nx, with its daemon", commands: [[nx, ...NX_ARGS]], env, rounds: 5 }], options);
  } finally {
    execFileSync(nx, ["daemon", "--stop"], { cwd: options.cwd, stdio: "ignore", env: { ...process.env, ...env } });
  }
}

function output(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8" }).trim();
}
