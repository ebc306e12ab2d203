// `npm run bench:release`: publishing, planning and changelogs, beside changesets and conventional-changelog.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { startStack } from "../stack/index.ts";
import { describeMachine } from "./describe-machine.ts";
import { type Candidate, type Command, measure, runOnce } from "./measure.ts";
import { renderReleaseReport, type Timed } from "./render-release-report.ts";
import { writeReportSection } from "./write-report-section.ts";

const { values } = parseArgs({
  options: {
    published: { type: "string", default: "50" },
    packages: { type: "string", default: "1000" },
    changesets: { type: "string", default: "500" },
    commits: { type: "string", default: "20000" },
    changelogs: { type: "string", default: "200" },
    sample: { type: "string", default: "20" },
    report: { type: "string" },
  },
});
const size = {
  published: Number(values.published),
  packages: Number(values.packages),
  changesets: Number(values.changesets),
  commits: Number(values.commits),
  changelogs: Number(values.changelogs),
  sample: Number(values.sample),
};

const root = join(import.meta.dirname, "../..");
const sluice = join(root, "packages/cli/bin/sluice.js");
const changeset = join(root, "node_modules/@changesets/cli/bin.js");
const conventionalChangelog = join(root, "node_modules/conventional-changelog/dist/cli/index.js");
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-release-"));
try {
  const measurements = [...(await measurePublish()), ...(await measurePlan()), ...(await measureChangelogs())];
  const report = renderReleaseReport({
    command: "npm run bench:release",
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: [
      `node ${process.versions.node}`,
      `npm ${output("npm", ["--version"])}`,
      output("git", ["--version"]).replace(" version", ""),
      ...["@changesets/cli", "conventional-changelog"].map(versionOf),
    ],
    size,
    measurements,
  });
  if (values.report === undefined) console.log(report);
  else writeReportSection({ file: values.report, name: "release", content: report });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Each publishes its own versions of the same packages to one registry, in turn. */
async function measurePublish(): Promise<Timed[]> {
  const stack = await startStack({ parts: ["npm", "git"] });
  try {
    const names = Array.from({ length: size.published }, (_, index) => `p${index}`);
    const repositories = ["changeset publish", "sluice release publish"].map((name, index) => {
      const cwd = join(folder, `publish-${index}`);
      const scope = `@bench${index}`;
      const versionIn = (round: number): void => {
        const changelog = `# x\n\n## 1.0.${round}\n\n- Round ${round}.\n`;
        commit(
          cwd,
          names.flatMap((own, position) => {
            const dependencies = position === 0 ? {} : { [`${scope}/${names[Math.floor(position / 2)]}`]: `1.0.${round}` };
            return [
              [`packages/${own}/package.json`, json({ name: `${scope}/${own}`, version: `1.0.${round}`, dependencies })],
              [`packages/${own}/index.js`, `export default ${JSON.stringify("text ".repeat(200))};\n`],
              [`packages/${own}/CHANGELOG.md`, changelog],
            ];
          }),
        );
      };
      makeRepository(cwd, workspaceFiles());
      execFileSync("git", ["remote", "add", "origin", stack.addresses.git], { cwd });
      return { name, cwd, scope, prepare: versionIn };
    });
    const commands: Command[] = [
      [process.execPath, changeset, "publish"],
      [process.execPath, sluice, "release", "publish"],
    ];
    const env = { ...stack.env, CI: "true", GITHUB_REPOSITORY: "", npm_config_cache: join(folder, "npm-cache") };
    const times = repositories.map(({ name }): Timed => ({ name, times: [] }));
    for (let round = 1; round <= 3; round += 1) {
      for (const [index, repository] of repositories.entries()) {
        const { name, cwd, scope, prepare } = repository;
        const command = commands[index];
        if (command === undefined) throw new Error("no command");
        prepare(round);
        const time = runOnce({ name, commands: [command], env }, cwd);
        await checkPublished(
          stack.addresses.npm,
          names.map((own) => `${scope}/${own}`),
          `1.0.${round}`,
        );
        // The first round fills the disk's cache.
        if (round > 1) times[index]?.times.push(time);
      }
    }
    return times;
  } finally {
    await stack.stop();
  }
}

async function checkPublished(registry: string, names: readonly string[], version: string): Promise<void> {
  for (const name of names) {
    const ask = (): Promise<Response> => fetch(`${registry}${name.replace("/", "%2f")}`);
    // A connection that was kept while the command ran may be closed by now.
    const answer = (await (await ask().catch(ask)).json()) as { versions?: Record<string, unknown> };
    if (answer.versions?.[version] === undefined) throw new Error(`${name}@${version} was not published`);
  }
}

async function measurePlan(): Promise<Timed[]> {
  const cwd = join(folder, "plan");
  const packages = Array.from({ length: size.packages }, (_, index): [string, string] => {
    const needed = index % 3 === 0 ? [index - 1, index - 7, index - 50].filter((other) => other >= 0) : [];
    const dependencies = Object.fromEntries(needed.map((other) => [`@bench/p${other}`, "^1.0.0"]));
    return [`packages/p${index}/package.json`, json({ name: `@bench/p${index}`, version: "1.0.0", dependencies })];
  });
  makeRepository(cwd, [...workspaceFiles(), ...packages]);
  commit(
    cwd,
    Array.from({ length: size.changesets }, (_, index): [string, string] => {
      const name = `@bench/p${(index * 2) % size.packages}`;
      return [`.changeset/c${index}.md`, `---\n"${name}": ${index % 2 === 0 ? "patch" : "minor"}\n---\n\nChange ${index}.\n`];
    }),
  );
  const check = (stdout: string): void => {
    const released = JSON.parse(stdout).packages.filter(({ bump }: { bump: string }) => bump !== "none").length;
    if (released < Math.min(size.changesets, size.packages / 2)) throw new Error(`a plan of ${released} packages`);
  };
  const candidates: Candidate[] = [
    { name: "changeset status", commands: [[process.execPath, changeset, "status"]] },
    { name: "sluice release plan", commands: [[process.execPath, sluice, "release", "plan", "--json"]], check },
  ];
  return measure(candidates, { cwd, rounds: 7 });
}

async function measureChangelogs(): Promise<Timed[]> {
  const cwd = join(folder, "changelogs");
  const packages = Array.from({ length: size.changelogs }, (_, index): [string, string] => [
    `packages/p${index}/package.json`,
    json({ name: `@bench/p${index}`, version: "1.0.0" }),
  ]);
  makeRepository(cwd, [...workspaceFiles(), ["sluice.config.json", json({ release: { commits: "on" } })], ...packages]);
  importHistory(cwd);
  const perPackage = Array.from({ length: size.sample }, (_, index): Command => {
    const path = `packages/p${Math.floor((index * size.changelogs) / size.sample)}`;
    return [
      process.execPath,
      conventionalChangelog,
      "--stdout",
      "--release-count=0",
      `--commit-path=${path}`,
      `--pkg=${path}/package.json`,
    ];
  });
  const check = (stdout: string): void => {
    const { packages: planned } = JSON.parse(stdout) as { packages: { changelog: string }[] };
    const lines = planned.reduce((sum, { changelog }) => sum + changelog.split("\n- ").length - 1, 0);
    if (planned.length !== size.changelogs || lines < size.commits) throw new Error(`${lines} lines of ${planned.length} packages`);
  };
  const ours: Candidate = {
    name: "sluice release plan, commits",
    commands: [[process.execPath, sluice, "release", "plan", "--json"]],
    check,
  };
  const [own] = await measure([ours], { cwd, rounds: 3 });
  const name = "conventional-changelog";
  const time = runOnce({ name, commands: perPackage }, cwd) * (size.changelogs / size.sample);
  return [{ name, times: [time] }, ...(own === undefined ? [] : [own])];
}

/** One commit after the other, each with one file of one package. */
function importHistory(cwd: string): void {
  const lines: string[] = [];
  for (let index = 0; index < size.commits; index += 1) {
    const path = `packages/p${(index * 7) % size.changelogs}/file-${index % 5}.txt`;
    const message = `${index % 4 === 0 ? "feat" : "fix"}: change ${index} of what this package does`;
    lines.push(
      "commit refs/heads/main",
      `committer Ada <ada@example.com> ${1_700_000_000 + index} +0000`,
      `data ${message.length}`,
      message,
      ...(index === 0 ? ["from refs/heads/main^0"] : []),
      `M 100644 inline ${path}`,
      `data ${`${index}\n`.length}`,
      `${index}`,
      "",
    );
  }
  execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd, input: `${lines.join("\n")}\n` });
  execFileSync("git", ["reset", "--quiet", "--hard"], { cwd });
}

function workspaceFiles(): [string, string][] {
  const config = { baseBranch: "main", access: "public", changelog: false, format: false };
  return [
    ["package.json", json({ name: "root", version: "0.0.0", private: true, workspaces: ["packages/*"] })],
    ["package-lock.json", json({ name: "root", lockfileVersion: 3, packages: {} })],
    [".changeset/config.json", json(config)],
  ];
}

function makeRepository(cwd: string, files: readonly [string, string][]): void {
  mkdirSync(cwd, { recursive: true });
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd });
  for (const [key, value] of [
    ["user.name", "Ada"],
    ["user.email", "ada@example.com"],
    ["commit.gpgsign", "false"],
    ["tag.gpgsign", "false"],
    ["gc.auto", "0"],
  ] as const) {
    execFileSync("git", ["config", key, value], { cwd });
  }
  commit(cwd, files);
}

function commit(cwd: string, files: readonly (readonly [string, string])[] | string[][]): void {
  for (const [path = "", text = ""] of files) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  execFileSync("git", ["add", "--all"], { cwd });
  execFileSync("git", ["commit", "--quiet", "--message", "chore: more"], { cwd });
}

function versionOf(name: string): string {
  const script = `process.stdout.write(require(${JSON.stringify(join(root, "node_modules", name, "package.json"))}).version)`;
  return `${name} ${output(process.execPath, ["-e", script])}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function output(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8" }).trim();
}
