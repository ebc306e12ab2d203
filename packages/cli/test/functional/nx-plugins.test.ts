import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, execaSync } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";

const entry = new URL("../../src/main.ts", import.meta.url).href;
const installed = join(import.meta.dirname, "../../../../node_modules");

/** A plugin of the repository itself: `app.json` makes a project, and says what it needs. */
const PLUGIN = `
const { readFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");
const read = (path, root) => JSON.parse(readFileSync(join(root, path), "utf8"));
exports.createNodes = ["**/app.json", (files, options, context) => files.map((path) => [path, {
  projects: { [dirname(path)]: {
    name: basename(dirname(path)),
    projectType: "application",
    targets: { bundle: { command: "echo bundled", inputs: ["default", "signing"] } },
  } },
}])];
exports.createDependencies = (options, context) => Object.entries(context.projects)
  .filter(([, { root }]) => root.startsWith("apps/"))
  .flatMap(([source, { root }]) => read(join(root, "app.json"), context.workspaceRoot).needs
    .map((target) => ({ source, target, sourceFile: join(root, "app.json"), type: "static" })));
`;

const files = {
  "package.json": '{ "name": "root", "private": true, "workspaces": ["js/*"] }',
  "nx.json": JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    plugins: ["./tools/plugin.cjs"],
    namedInputs: { signing: ["{workspaceRoot}/signing/**"] },
  }),
  ".gitignore": "node_modules\n.nx\n",
  "tools/plugin.cjs": PLUGIN,
  "signing/key.txt": "1",
  "apps/phone/app.json": '{ "needs": ["lib"] }',
  "apps/watch/app.json": '{ "needs": [] }',
  "js/lib/package.json": '{ "name": "lib", "version": "1.0.0", "scripts": { "test": "true" } }',
  "js/lib/index.js": "1",
};

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-nx-plugins-")));
  write(files);
  symlinkSync(installed, join(folder, "node_modules"));
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "first");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what a plugin of the repository knows counts: its projects, targets and dependencies", async () => {
  write({ "js/lib/index.js": "2" });
  const { stdout, stderr, exitCode } = await sluice("affected", "--json", "--verbose");
  expect(exitCode).toBe(0);
  expect(stderr).toContain("./tools/plugin.cjs");
  expect(JSON.parse(stdout)).toMatchObject({
    projects: [
      { name: "lib", reasons: [{ kind: "file", path: "js/lib/index.js" }] },
      { name: "phone", root: "apps/phone", type: "app", targets: ["bundle"], reasons: [{ kind: "dependency", project: "lib" }] },
    ],
    warnings: [],
  });
  write({ "js/lib/index.js": "1", "signing/key.txt": "2" });
  expect((await sluice("affected", "--target", "bundle", "--format", "names")).stdout).toBe("phone\nwatch");
});

test("a plugin that fails is a warning, and the rest is told", async () => {
  write({ "tools/plugin.cjs": "throw new Error('no such phone');", "js/lib/index.js": "2" });
  const { stdout, exitCode } = await sluice("affected", "--json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    projects: [{ name: "lib" }],
    warnings: [{ code: "SLUICE_NX_GRAPH", message: expect.stringContaining("./tools/plugin.cjs") }],
  });
});

function write(texts: Record<string, string>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function git(...args: string[]): void {
  execaSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false", ...args], { cwd: folder });
}

function sluice(...args: string[]) {
  const script = `import { main } from ${JSON.stringify(entry)}; process.exitCode = await main(process.argv.slice(1));`;
  return execa(process.execPath, ["--conditions=@sluice/source", "--input-type=module", "--eval", script, "--", ...args], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      CI: "true",
      NO_COLOR: "1",
      NX_DAEMON: "false",
      GIT_CEILING_DIRECTORIES: tmpdir(),
    },
    extendEnv: false,
    reject: false,
  });
}
