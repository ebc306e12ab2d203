import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runSluiceFromSource } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

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

let repository: TestRepository;
beforeEach(() => {
  repository = TestRepository.init(files);
  symlinkSync(installed, join(repository.root, "node_modules"));
});
afterEach(() => repository.remove());

test("what a plugin of the repository knows counts: its projects, targets and dependencies", async () => {
  repository.write({ "js/lib/index.js": "2" });
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
  repository.write({ "js/lib/index.js": "1", "signing/key.txt": "2" });
  expect((await sluice("affected", "--target", "bundle", "--format", "names")).stdout).toBe("phone\nwatch");
});

test("a plugin that fails is a warning, and the rest is told", async () => {
  repository.write({ "tools/plugin.cjs": "throw new Error('no such phone');", "js/lib/index.js": "2" });
  const { stdout, exitCode } = await sluice("affected", "--json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    projects: [{ name: "lib" }],
    warnings: [{ code: "SLUICE_NX_GRAPH", message: expect.stringContaining("./tools/plugin.cjs") }],
  });
});

function sluice(...args: string[]) {
  return runSluiceFromSource(args, { cwd: repository.root });
}
