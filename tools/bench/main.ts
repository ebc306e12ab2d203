// `npm run bench:affected`: how long `sluice affected` takes, beside git, nx, turbo and moon, on a generated monorepo.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generateMonorepo, type Monorepo } from "./generate-monorepo.ts";
import { installPeers, versionsOf } from "./install-peers.ts";
import { type Candidate, type Command, measure } from "./measure.ts";
import { renderReport, type Target } from "./render-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    projects: { type: "string", default: "1000" },
    files: { type: "string", default: "50000" },
    rounds: { type: "string", default: "9" },
    report: { type: "string" },
    "no-peers": { type: "boolean", default: false },
  },
});

const sluice = join(import.meta.dirname, "../../packages/cli/bin/sluice.js");
const range = ["--base", "HEAD~1", "--head", "HEAD"];
const tree = ["--base", "HEAD~1"];

const TARGETS: readonly Target[] = [
  { name: "sluice, committed range", limit: 1.5, of: ["floor"] },
  { name: "sluice, working tree checked", limit: 1.3, of: ["git status", "floor"] },
  { name: "sluice, nothing remembered", limit: 0.11, of: ["nx, cold"] },
];

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
try {
  const monorepo = generateMonorepo({
    folder: join(folder, "monorepo"),
    projects: Number(values.projects),
    files: Number(values.files),
    seed: 1,
  });
  const peers = values["no-peers"] ? null : installPeers({ parent: folder, monorepo: monorepo.folder });
  const candidates = [...floors(), ...ours(monorepo), ...(peers === null ? [] : theirs(peers))];
  const measurements = measure(candidates, { cwd: monorepo.folder, rounds: Number(values.rounds) });
  const report = renderReport({
    command: "npm run bench:affected",
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the end, ${type()} ${release()}`,
    versions: [
      `node ${process.versions.node}`,
      output("git", ["--version"]).replace(" version", ""),
      ...(peers === null ? [] : versionsOf(peers)),
    ],
    projects: Number(values.projects),
    files: Number(values.files),
    affected: monorepo.affected.length,
    measurements,
    targets: TARGETS,
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "affected", content: report });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What no answer can be quicker than: the diff, and a Node.js that does nothing. */
function floors(): Candidate[] {
  return [
    {
      name: "floor",
      commands: [
        ["git", "diff", "--name-only", "HEAD~1", "HEAD"],
        [process.execPath, "-e", "0"],
      ],
    },
    { name: "git status", commands: [["git", "status", "--porcelain"]] },
  ];
}

function ours({ folder: cwd, affected, path }: Monorepo): Candidate[] {
  const check = (stdout: string) => {
    if (stdout.trim().split("\n").sort().join() !== affected.join()) throw new Error(`sluice affected says ${stdout}`);
  };
  const forget = () => rmSync(join(cwd, ".git/sluice"), { recursive: true, force: true });
  const restore = () => void output("git", ["-C", cwd, "checkout", "--quiet", "--", path]);
  const asked = (args: readonly string[]) => void execFileSync(process.execPath, [sluice, "affected", ...args], { cwd, stdio: "ignore" });
  const edit = (round: number) => {
    restore();
    asked(range);
    appendFileSync(join(cwd, path), `export const round = ${round};\n`);
  };
  const askedClean = () => {
    restore();
    asked(tree);
  };
  return [
    { name: "sluice, nothing remembered", commands: [sluiceAffected(range)], prepare: forget, check, rounds: 3 },
    { name: "sluice, committed range", commands: [sluiceAffected(range)], prepare: () => asked(range), check },
    { name: "sluice, working tree checked", commands: [sluiceAffected(tree)], prepare: askedClean, check },
    { name: "sluice, after one edit", commands: [sluiceAffected(tree)], prepare: edit, check },
  ];
}

function sluiceAffected(args: readonly string[]): Command {
  return [process.execPath, sluice, "affected", "--format", "names", ...args];
}

function theirs(bin: string): Candidate[] {
  const nx: Command = [join(bin, "nx"), "show", "projects", "--affected", "--base=HEAD~1", "--head=HEAD"];
  const nxEnv = { NX_DAEMON: "false", NX_TUI: "false", CI: "true" };
  const reset = () =>
    void execFileSync(nx[0], ["reset"], { cwd: join(folder, "monorepo"), stdio: "ignore", env: { ...process.env, ...nxEnv } });
  const turboEnv = { TURBO_TELEMETRY_DISABLED: "1", TURBO_SCM_BASE: "HEAD~1", TURBO_SCM_HEAD: "HEAD" };
  const candidates: Candidate[] = [
    { name: "nx, cold", commands: [nx], env: nxEnv, prepare: reset, rounds: 3 },
    { name: "nx, warm", commands: [nx], env: nxEnv, rounds: 5 },
    { name: "turbo", commands: [[join(bin, "turbo"), "ls", "--affected"]], env: turboEnv, rounds: 5 },
    {
      name: "moon",
      commands: [[join(bin, "moon"), "query", "projects", "--affected"]],
      env: { MOON_BASE: "HEAD~1", MOON_HEAD: "HEAD" },
      rounds: 5,
    },
  ];
  return candidates.filter(({ commands: [command] }) => command !== undefined && existsSync(command[0]));
}

function output(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8" }).trim();
}
