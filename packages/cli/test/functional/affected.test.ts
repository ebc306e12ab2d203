import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { AffectedResult } from "@sluice/affected";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runSluiceFromSource } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const nxProgram = createRequire(import.meta.url).resolve("nx/bin/nx.js");
const installed = join(import.meta.dirname, "../../../../node_modules");

/** Two services and a library on a real Nx: `api` needs `lib`. A test passes unless a file `fail` stands in the project. */
const files = {
  "package.json": json({ name: "root", private: true, workspaces: ["services/*"] }),
  "nx.json": json({ analytics: false, neverConnectToCloud: true }),
  ".gitignore": "node_modules\n.nx\nran.txt\n",
  "services/api/package.json": manifest("api", { lib: "*" }),
  "services/api/Dockerfile": "FROM scratch\nCOPY *.txt /\n",
  "services/api/hello.txt": "hello",
  "services/lib/package.json": manifest("lib"),
  "services/web/package.json": manifest("web"),
};

let repository: TestRepository;

beforeAll(async () => {
  repository = TestRepository.init(files);
  await symlink(installed, join(repository.root, "node_modules"));
});
afterAll(() => repository.remove());
beforeEach(() => {
  repository.git("reset", "--quiet", "--hard");
  repository.git("clean", "-fdxq", "--exclude=node_modules", "--exclude=.nx");
});

describe("sluice affected", () => {
  test("prints the documented document", async () => {
    repository.write({ "services/lib/index.js": "1" });
    const { exitCode, stdout, stderr } = await sluice("affected", "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const head = repository.git("rev-parse", "HEAD");
    const expected: AffectedResult = {
      schemaVersion: 1,
      base: { revision: head, source: "previous-commit" },
      head: { revision: null },
      changedFiles: [{ path: "services/lib/index.js", status: "added" }],
      projects: [
        {
          name: "api",
          root: "services/api",
          type: "app",
          targets: ["image", "lint", "test"],
          reasons: [{ kind: "dependency", project: "lib" }],
        },
        {
          name: "lib",
          root: "services/lib",
          type: "lib",
          targets: ["lint", "test"],
          reasons: [{ kind: "file", path: "services/lib/index.js" }],
        },
      ],
      images: [],
      warnings: [],
    };
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  test("tells the image whose input was deleted", async () => {
    await rm(join(repository.root, "services/api/hello.txt"));
    const { stdout } = await sluice("affected", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ images: [{ project: "api", reasons: [{ kind: "file", path: "services/api/hello.txt" }] }] });
  });

  test("takes changed files from standard input, from the folder one is in", async () => {
    const { stdout } = await sluiceWith(
      { input: "package.json\n../web/x\n", cwd: join(repository.root, "services/lib") },
      "affected",
      "--stdin",
      "--format",
      "names",
    );
    expect(stdout).toBe("api\nlib\nweb");
    const zeroes = await sluiceWith({ input: "services/web/a\nb\0" }, "affected", "--stdin", "--json");
    expect(JSON.parse(zeroes.stdout)).toMatchObject({ changedFiles: [{ path: "services/web/a\nb", status: "deleted" }] });
  });

  test("takes several files in one argument, with commas as Nx does or a line each", async () => {
    repository.write({ "services/web/a,services/api/b": "1" });
    for (const [files, names] of [
      ["services/web/package.json,services/api/package.json", "api\nweb"],
      ["services/web/gone.js\nservices/api/hello.txt", "api\nweb"],
      ["services/web/a,services/api/b", "web"],
    ] as const)
      expect((await sluice("affected", "--format", "names", "--files", files)).stdout).toBe(names);
  });

  test("filters by target and type", async () => {
    const { stdout } = await sluice("affected", "--files", "nx.json", "--target", "image", "--format", "names");
    expect(stdout).toBe("api");
    const either = await sluice("affected", "--files", "nx.json", "--target", "image,lint", "--format", "names");
    expect(either.stdout).toBe("api\nlib\nweb");
    expect((await sluice("affected", "--files", "nx.json", "--type", "lib", "--format", "names")).stdout).toBe("lib\nweb");
  });

  test("remembers under what the configuration says", async () => {
    repository.write({ "services/web/index.js": "1", "sluice.config.json": json({}) });
    const range = ["--base", "HEAD~1", "--head", "HEAD", "--format", "names"];
    repository.commit({}, "web");
    const all = await sluice("affected", ...range);
    expect((await sluice("affected", ...range)).stdout).toBe(all.stdout);
    repository.write({ "sluice.config.json": json({ affected: { ignore: ["**"] } }) });
    expect((await sluice("affected", ...range)).stdout).toBe("");
    expect((await sluice("affected", ...range)).stdout).toBe("");
    repository.write({ "sluice.config.json": json({}) });
    expect((await sluice("affected", ...range)).stdout).toBe(all.stdout);
    repository.write({ "sluice.config.json": "{ broken" });
    expect(await sluice("affected", ...range)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_UNREADABLE_CONFIGURATION"),
    });
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
  });

  test("explains with file and line", async () => {
    repository.write({ "services/lib/index.js": "1" });
    const { stdout } = await sluice("affected", "--why", "api");
    expect(stdout).toMatchInlineSnapshot(`
      "api is affected:
        lib: changed services/lib/index.js
        api: depends on lib  (services/api/package.json:9)"
    `);
    expect((await sluice("affected", "--why", "web")).stdout).toBe("web is not affected.");
    repository.write({ "services/web/Dockerfile": "FROM scratch\n# from the root\nCOPY services/lib/*.js /\n" });
    repository.commit();
    repository.write({ "services/lib/index.js": "2" });
    expect((await sluice("affected", "--why", "web", "--base", "HEAD")).stdout).toBe(
      "web is affected:\n  web: changed services/lib/index.js  (services/web/Dockerfile:3)",
    );
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
  });

  test("explains a file of no project with the line that takes it in", async () => {
    repository.write({
      "shared/util.ts": 'export * from "./deep.ts";\n',
      "shared/deep.ts": "1",
      "services/web/main.ts": '\nimport x from "../../shared/util";\n',
      "services/lib/package.json": json({ name: "lib", dependencies: { vendored: "file:../../vendor/x" } }),
      "vendor/x/index.js": "1",
    });
    repository.commit();
    const why = async (project: string, path: string) => {
      repository.write({ [path]: "2" });
      const { stdout } = await sluice("affected", "--base", "HEAD", "--why", project);
      repository.git("checkout", "--quiet", ".");
      return stdout.split("\n")[1]?.trim();
    };
    expect(await why("web", "shared/util.ts")).toBe("web: changed for all who read it: shared/util.ts  (services/web/main.ts:2)");
    expect(await why("web", "shared/deep.ts")).toBe("web: changed for all who read it: shared/deep.ts  (shared/util.ts:1)");
    expect(await why("lib", "vendor/x/index.js")).toMatch(/vendor\/x\/index\.js {2}\(services\/lib\/package\.json:\d+\)$/);
    expect(await why("web", "nx.json")).toBe("web: changed for all who read it: nx.json");
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
  });

  test("what is told to Nx alone counts: a project.json, dependencies and inputs in it, named inputs of nx.json", async () => {
    repository.write({
      "nx.json": json({ analytics: false, neverConnectToCloud: true, namedInputs: { globals: ["{workspaceRoot}/globals.json"] } }),
      "globals.json": "1",
      "schema/a.json": "1",
      "apps/shop/project.json": json({
        name: "shop",
        targets: { e2e: { command: "true", inputs: ["globals"] } },
        implicitDependencies: ["api"],
      }),
      "services/web/package.json": json({
        name: "web",
        nx: { targets: { gen: { command: "true", inputs: ["{workspaceRoot}/schema/*"] } } },
      }),
    });
    repository.commit();
    const affected = async (path: string) => {
      repository.write({ [path]: "2" });
      const { stdout } = await sluice("affected", "--base", "HEAD", "--format", "names");
      const nx = execFileSync(process.execPath, [nxProgram, "show", "projects", "--affected", "--base=HEAD"], { cwd: repository.root });
      repository.git("checkout", "--quiet", ".");
      repository.git("clean", "-fdq");
      return { sluice: stdout.split("\n"), nx: nx.toString().trim().split("\n").sort() };
    };
    expect(await affected("services/lib/index.js")).toEqual(both("api", "lib", "shop"));
    expect(await affected("globals.json")).toEqual(both("shop"));
    expect(await affected("schema/a.json")).toEqual(both("web"));
    expect(await affected("apps/shop/src/a.ts")).toEqual(both("shop"));
    repository.write({ "services/lib/index.js": "2" });
    expect((await sluice("affected", "--base", "HEAD", "--why", "shop")).stdout).toContain(
      "shop: depends on api  (apps/shop/project.json:",
    );
    expect((await sluice("affected", "--base", "HEAD", "--target", "e2e", "--format", "names")).stdout).toBe("shop");
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
  });

  test("writes GitHub's files", async () => {
    const outputs = {
      GITHUB_OUTPUT: join(repository.root, "node_modules.out"),
      GITHUB_STEP_SUMMARY: join(repository.root, "node_modules.summary"),
    };
    await writeFile(outputs.GITHUB_OUTPUT, "before=1");
    await writeFile(outputs.GITHUB_STEP_SUMMARY, "before");
    await sluiceWith({ env: outputs }, "affected", "--files", "services/web/x", "--format", "github");
    expect(await readFile(outputs.GITHUB_STEP_SUMMARY, "utf8")).toMatch(/^before\n### /);
    expect(await readFile(outputs.GITHUB_OUTPUT, "utf8")).toContain(
      'before=1\napi=false\nlib=false\nweb=true\naffected=true\nprojects=["web"]\n',
    );
    expect(await readFile(outputs.GITHUB_STEP_SUMMARY, "utf8")).toContain("| `web` |");
  });

  test.each([
    ["SLUICE_UNKNOWN_REVISION", ["affected", "--base", "nothing"]],
    ["SLUICE_UNKNOWN_REVISION", ["affected", "--base=--output=x"]],
    ["SLUICE_UNKNOWN_PROJECT", ["affected", "--why", "nobody"]],
    ["SLUICE_FILE_OUTSIDE", ["affected", "--files", "../x"]],
    ["SLUICE_USAGE", ["affected", "--format", "xml"]],
    ["SLUICE_NOT_A_REPOSITORY", ["affected", "--cwd", tmpdir()]],
    ["SLUICE_USAGE", ["run"]],
  ])("%s is one error, with a hint and exit code 2: sluice %j", async (code, args) => {
    const { exitCode, stdout, stderr } = await sluice(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(code);
    expect(stderr).toContain("hint:");
  });

  test("takes the base from what GitLab, Azure Pipelines and Jenkins tell, not the commit before", async () => {
    const base = repository.git("rev-parse", "HEAD");
    for (const name of ["a.txt", "b.txt"]) repository.commit({ [`services/web/${name}`]: name });
    const gitlab = { GITLAB_CI: "true", CI_MERGE_REQUEST_IID: "7", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };
    expect(await baseOf({ ...gitlab, CI_MERGE_REQUEST_DIFF_BASE_SHA: base })).toEqual({ revision: base, source: "merge-base" });
    const jenkins = { JENKINS_URL: "https://ci", BRANCH_NAME: "main" };
    expect(await baseOf({ ...jenkins, GIT_PREVIOUS_SUCCESSFUL_COMMIT: base })).toEqual({ revision: base, source: "push-before" });
    expect(await baseOf({ TF_BUILD: "True", BUILD_SOURCEBRANCH: "refs/heads/main" })).toEqual({ revision: null, source: "none" });
    repository.git("reset", "--quiet", "--hard", base);
  });

  test("a malformed event is one error", async () => {
    repository.write({ "services/web/event.json": "{ broken" });
    const env = { GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: join(repository.root, "services/web/event.json") };
    expect(await sluiceWith({ env }, "affected")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_EVENT_INVALID") });
  });
});

test.each([
  ["affected", "--base", "HEAD", "--files", "a.txt"],
  ["run", "-t", "test", "--base", "HEAD", "--stdin"],
])("refuses to take what has changed from git and from the command line: %s", async (...args) => {
  const { exitCode, stderr } = await sluice(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^SLUICE_USAGE: --base and --(files|stdin) exclude each other$/m);
});

describe("sluice run", () => {
  test("runs the targets of exactly the affected projects", async () => {
    repository.write({ "services/lib/index.js": "1" });
    const { exitCode, stdout, stderr } = await sluice("run", "-t", "lint", "test", "--parallel", "2");
    expect(stderr).toMatch(/^\d ran, \d from the cache, 0 failed, 0 skipped$/m);
    expect(stdout).toContain("Successfully ran targets lint, test for 2 projects");
    expect(exitCode).toBe(0);
    expect(await ran()).toEqual(["api lint", "api test", "lib lint", "lib test"]);
  });

  test("tells what ran where Nx keeps its cache in the person's own folder, too", async () => {
    // Not in the temporary folder, which Nx does not trust with it.
    const home = await mkdtemp(join(homedir(), ".sluice-test-home-"));
    repository.write({ "services/web/index.js": "1" });
    const { exitCode, stderr } = await sluiceWith({ env: { HOME: home } }, "run", "-t", "test");
    const kept = await readdir(join(home, ".nx"));
    await rm(home, { recursive: true, force: true });
    expect({ exitCode, summary: stderr.split("\n").at(-1), kept: kept.length > 0 }).toEqual({
      exitCode: 0,
      summary: "1 ran, 0 from the cache, 0 failed, 0 skipped",
      kept: true,
    });
  });

  test("gives nx's exit code, its output on stderr beside --json", async () => {
    repository.write({ "services/web/fail": "" });
    const { exitCode, stdout, stderr } = await sluice("run", "-t", "test", "--continue", "--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, targets: ["test"], projects: ["web"], dryRun: false, exitCode: 1 });
    expect(JSON.parse(stdout)).toMatchObject({ summary: { ran: [], cached: [], failed: ["web:test"], skipped: [] } });
    expect(stderr).toContain("web:test");
  });

  test("an nx.json that Nx cannot read is no failed task", async () => {
    repository.write({ "nx.json": '{\n  "plugins": [,]\n}\n' });
    const { exitCode, stderr } = await sluice("run", "-t", "test");
    expect(stderr).toContain("SLUICE_INVALID_CONFIGURATION: nx.json:2: ");
    expect(exitCode).toBe(2);
  });

  test("runs nothing when nothing is affected, or to show the plan", async () => {
    const { exitCode, stdout } = await sluice("run", "-t", "test", "--base", "HEAD");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "Nothing is affected: no test to run." });
    repository.write({ "services/web/x": "" });
    const plan = await sluice("run", "-t", "test", "--dry-run");
    expect(plan).toMatchObject({ exitCode: 0, stdout: "test of web\nnx run-many --targets=test --projects=web --nxBail" });
    expect(await ran()).toEqual([]);
  });

  test("refuses a target that no project has, and names the nearest; Nx has the last word", async () => {
    repository.write({ "services/web/project.json": json({ name: "web", targets: { smoke: { command: "node -e 0" } } }) });
    const typo = await sluice("run", "-t", "tset");
    expect({ exitCode: typo.exitCode, stdout: typo.stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(typo.stderr).toBe('SLUICE_UNKNOWN_TARGET: No project of this repository has a target "tset"\n  hint: Did you mean "test"?');
    expect(await sluice("run", "-t", "smoke", "--dry-run")).toMatchObject({ exitCode: 0 });
    // Pipelines ask for these whether there are any or not.
    expect(await sluice("run", "-t", "build", "--dry-run")).toMatchObject({ exitCode: 0 });
  });

  test("runs the others when a manifest cannot be read, and ends with one error that says where", async () => {
    repository.write({ "services/worker/pyproject.toml": "[project]\nname = =\n", "services/web/x": "" });
    const dryRun = await sluice("run", "-t", "test", "--dry-run");
    expect(dryRun).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("warning SLUICE_BROKEN_MANIFEST: services/worker/pyproject.toml:2:"),
    });
    const { exitCode, stdout, stderr } = await sluice("run", "-t", "test", "--json");
    expect(exitCode).toBe(2);
    expect(await ran()).toEqual(["web test"]);
    expect(stderr).toMatch(
      /SLUICE_BROKEN_MANIFEST: Not run: services\/worker\n {2}services\/worker\/pyproject.toml:2: .*\n {2}hint: Mend the manifest/,
    );
    expect(stderr.match(/SLUICE_BROKEN_MANIFEST/g)).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, summary: { ran: ["web:test"] }, error: { code: "SLUICE_BROKEN_MANIFEST" } });
    await rm(join(repository.root, "services/worker"), { recursive: true });
  });

  test("says when nx is missing", async () => {
    repository.write({ "services/web/x": "" });
    await rm(join(repository.root, "node_modules"));
    const { exitCode, stderr } = await sluice("run", "-t", "test");
    await symlink(installed, join(repository.root, "node_modules"));
    expect(exitCode).toBe(2);
    expect(stderr).toContain("SLUICE_NX_MISSING");
    expect(stderr).toContain("npm install --save-dev nx");
  });
});
/** What a change is compared with in a run that has this environment. */
async function baseOf(env: Record<string, string>): Promise<AffectedResult["base"]> {
  return JSON.parse((await sluiceWith({ env }, "affected", "--json")).stdout).base;
}

function manifest(name: string, dependencies: Record<string, string> = {}): string {
  const script = (target: string) =>
    `node -e "fs.appendFileSync('../../ran.txt', '${name} ${target}\\n'); process.exit(+fs.existsSync('fail'))"`;
  return json({ name, version: "1.0.0", scripts: { lint: script("lint"), test: script("test") }, dependencies });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function ran(): Promise<string[]> {
  const text = await readFile(join(repository.root, "ran.txt"), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).sort();
}

function both(...names: string[]) {
  return { sluice: names, nx: names };
}

function sluice(...args: string[]) {
  return sluiceWith({}, ...args);
}

function sluiceWith(
  { env = {}, input = "", cwd = repository.root }: { env?: Record<string, string>; input?: string; cwd?: string },
  ...args: string[]
) {
  return runSluiceFromSource(args, { cwd, input, env });
}
