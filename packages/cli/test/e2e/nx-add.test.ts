import { cpSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NpmRegistry, startNpm } from "../../../../tools/stack/index.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const root = join(import.meta.dirname, "../../../..");
const sample = join(import.meta.dirname, "fixtures/init/npm-typescript");
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_") && !name.startsWith("npm_")),
);
let registry: NpmRegistry;
let repository: TestRepository;

beforeAll(async () => {
  registry = await startNpm();
  const publish = (name: string) =>
    execa("npm", ["publish", "--ignore-scripts", "--access=public", "--loglevel=error"], {
      cwd: join(root, "packages", name),
      env: { npm_config_userconfig: registry.userConfig },
    });
  await Promise.all(readdirSync(join(root, "packages")).map(publish));
});
afterAll(async () => {
  repository.remove();
  await registry.stop();
});

test("nx add, from a registry: what it writes needs no edit, and is what init writes", async () => {
  repository = TestRepository.init();
  cpSync(sample, repository.root, { recursive: true });
  repository.write({
    // Neither may ask the internet.
    "nx.json": '{ "analytics": false, "neverConnectToCloud": true }\n',
    ".npmrc": `@sluice:registry=${registry.url}\nfund=false\naudit=false\nprefer-offline=true\nignore-scripts=true\n`,
  });
  const { version } = (await import("nx/package.json", { with: { type: "json" } })).default;
  await run("npm", "install", "--save-dev", `nx@${version}`);
  repository.commit({}, "feat: a workspace with nx");

  await run("npx", "--no-install", "nx", "add", "@sluice/nx");
  expect(
    repository
      .git("status", "--porcelain")
      .split("\n")
      .map((line) => line.slice(3)),
  ).toEqual([".gitignore", "nx.json", "package-lock.json", "package.json", ".changeset/", ".github/", "Makefile", "sluice.config.ts"]);
  // What it says is next.
  await run("npm", "install");
  repository.commit({}, "ci: sluice");
  const projects = await run("npx", "--no-install", "nx", "show", "projects");
  expect(projects.split("\n").sort()).toEqual(["@shop/api", "@shop/money", "@shop/web"]);
  expect(await run("npx", "--no-install", "sluice", "init", "--yes")).toContain("Nothing to do");
  expect(await run("npx", "--no-install", "sluice", "doctor")).toMatch(/^✓ nx +nx \d+\.\d+\.\d+ with @sluice\/nx$[^]*Ready\.$/m);
});

/** Runs a program as a person does, and gives what it prints. */
async function run(program: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, all } = await execa(program, args, {
    cwd: repository.root,
    // How registries are reached is the machine's.
    env: {
      ...environment,
      PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      CI: "true",
      NO_COLOR: "1",
      NX_DAEMON: "false",
    },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: "ignore",
    timeout: 300_000,
  });
  expect({ call: [program, ...args].join(" "), exitCode, all: exitCode === 0 ? "" : all }).toMatchObject({ exitCode: 0, all: "" });
  return stdout;
}
