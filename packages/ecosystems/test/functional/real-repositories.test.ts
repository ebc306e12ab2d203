import { expect, test } from "vitest";
import { readWorkspace, type Workspace } from "../../src/index.ts";
import { temporaryFiles } from "./temporary-repository.ts";

async function read(contents: Record<string, string>, ignore: string[] = []): Promise<Workspace> {
  const { root, files } = temporaryFiles(contents);
  return await readWorkspace({ root, files, configuration: { projects: { ignore } } });
}

const edges = ({ dependencies }: Workspace) => dependencies.map(({ source, target, file }) => `${source} -> ${target} (${file})`);
const roots = ({ projects }: Workspace) => Object.fromEntries(projects.map(({ name, root, ecosystem }) => [name, `${root} ${ecosystem}`]));

test("one folder in two ecosystems has the edges of both: a PyO3 crate and a napi crate", async () => {
  const workspace = await read({
    "Cargo.toml": '[workspace]\nmembers = ["rust/*"]\n',
    "package.json": '{ "workspaces": ["rust/node", "web"] }',
    "rust/core/Cargo.toml": '[package]\nname = "core"\n',
    "rust/py/Cargo.toml": '[package]\nname = "py-ext"\n[dependencies]\ncore = { path = "../core" }\n',
    "rust/py/pyproject.toml": '[project]\nname = "fastcore"\ndependencies = ["schemas"]\n[tool.maturin]\npython-source = "python"\n',
    "rust/py/python/fastcore/__init__.py": "import schemas\n",
    "rust/node/Cargo.toml": '[package]\nname = "node-ext"\n[dependencies]\ncore = { path = "../core" }\n',
    "rust/node/package.json": '{ "name": "@acme/native" }',
    "py/schemas/pyproject.toml": '[project]\nname = "schemas"\n',
    "py/svc/pyproject.toml": '[project]\nname = "svc"\n',
    "py/svc/main.py": "from fastcore import x\n",
    "web/package.json": '{ "name": "web", "dependencies": { "@acme/native": "*" } }',
  });
  expect(edges(workspace)).toEqual([
    "@acme/native -> core (rust/node/Cargo.toml)",
    "py-ext -> core (rust/py/Cargo.toml)",
    "py-ext -> schemas (rust/py/pyproject.toml)",
    "svc -> py-ext (py/svc/main.py)",
    "web -> @acme/native (web/package.json)",
  ]);
});

test("several workspaces of one language, none at the root, each with its lockfile", async () => {
  const workspace = await read({
    "one/Cargo.toml": '[workspace]\nmembers = ["a"]\n',
    "one/Cargo.lock": "version = 4\n",
    "one/a/Cargo.toml": '[package]\nname = "a"\n',
    "two/Cargo.toml": '[workspace]\nmembers = ["b"]\n[workspace.dependencies]\na = { path = "../one/a" }\n',
    "two/Cargo.lock": "version = 4\n",
    "two/b/Cargo.toml": '[package]\nname = "b"\n[dependencies]\na.workspace = true\n',
    "web/package.json": '{ "workspaces": ["apps/*"] }',
    "web/package-lock.json": "{}",
    "web/apps/x/package.json": '{ "name": "x" }',
    "tools/pnpm-workspace.yaml": "packages: [cli]\n",
    "tools/pnpm-lock.yaml": "",
    "tools/package.json": '{ "name": "tools" }',
    "tools/cli/package.json": '{ "name": "cli" }',
  });
  expect(edges(workspace)).toEqual(["b -> a (two/b/Cargo.toml)"]);
  const locks = Object.fromEntries(
    workspace.lockfiles.filter(({ path }) => /lock/.test(path)).map(({ path, projects }) => [path, projects]),
  );
  expect(locks).toMatchObject({
    "one/Cargo.lock": ["a"],
    "two/Cargo.lock": ["b"],
    "web/package-lock.json": expect.arrayContaining(["x"]),
    "tools/pnpm-lock.yaml": expect.arrayContaining(["cli"]),
  });
});

test("what a manifest names by its path and is no project: vendored packages, part of a project, an archive, a submodule", async () => {
  const { root, files } = temporaryFiles({
    "package.json": '{ "workspaces": ["js/*"] }',
    "js/a/package.json": '{ "name": "a", "dependencies": { "x": "file:../../third_party/x", "y": "file:../../y.tgz", "b": "*" } }',
    "js/a/own.js": 'require("../../sub/deep/file.js");\n',
    "js/b/package.json": '{ "name": "b", "dependencies": { "gone": "file:../../nowhere", "own": "file:./parts" } }',
    "js/b/parts/package.json": '{ "name": "own" }',
    "third_party/x/package.json": '{ "name": "x" }',
    "third_party/x/lib/x.js": "",
    "y.tgz": "",
    "go/svc/go.mod": "module example.com/svc\nreplace example.com/v => ../../third_party/v\n",
    "third_party/v/go.mod": "module example.com/v\n",
    "rs/c/Cargo.toml": '[package]\nname = "c"\n[dependencies]\nv = { path = "../../third_party/[v]" }\n',
    "third_party/[v]/src/lib.rs": "",
    "py/p/pyproject.toml": '[project]\nname = "p"\ndependencies = ["in-sub"]\n[tool.uv.sources]\nin-sub = { path = "../../sub/py" }\n',
    "py/q/pyproject.toml": '[project]\nname = "q"\n',
    "py/q/requirements.txt": "-e ../../js/b/parts\n",
  });
  // A submodule is one entry to git.
  const workspace = await readWorkspace({ root, files: [...files, "sub"], configuration: { projects: { ignore: [] } } });
  expect(edges(workspace)).toEqual(["a -> b (js/a/package.json)", "q -> b (py/q/requirements.txt)"]);
  expect(Object.fromEntries(workspace.projects.map(({ name, reads = [] }) => [name, reads]))).toEqual({
    a: ["sub", "third_party/x/**", "y.tgz"],
    b: ["nowhere", "nowhere/**"],
    c: ["third_party/?v?/**"],
    p: ["sub"],
    q: [],
    svc: ["third_party/v/**"],
  });
});

test("a module nested in a service, a root manifest that is a project, vendored folders, and templates that are said to be none", async () => {
  const workspace = await read(
    {
      "Cargo.toml": '[package]\nname = "root-crate"\n[workspace]\nmembers = ["crates/*"]\n',
      "crates/a/Cargo.toml": '[package]\nname = "a"\n[dependencies]\nroot-crate = { path = "../.." }\n',
      "svc/go.mod": "module example.com/svc\n",
      "svc/test/perf/go.mod": "module example.com/svc/test/perf\nrequire example.com/svc v0.0.0\nreplace example.com/svc => ../..\n",
      "svc/vendor/example.com/x/go.mod": "module example.com/x\n",
      "svc/vendor/example.com/x/x.go": 'package x\nimport "example.com/template"\n',
      "third_party/y/Cargo.toml": '[package]\nname = "y"\n',
      "templates/service/go.mod": "module example.com/template\n",
      "samples/demo/pyproject.toml": '[project]\nname = "demo"\n',
      "samples/demo/k8s/kustomization.yaml": "",
    },
    ["templates/**", "samples"],
  );
  expect(roots(workspace)).toEqual({
    a: "crates/a cargo",
    perf: "svc/test/perf go",
    "root-crate": ". cargo",
    svc: "svc go",
  });
  expect(edges(workspace)).toEqual(["a -> root-crate (crates/a/Cargo.toml)", "perf -> svc (svc/test/perf/go.mod)"]);
});

test("Rush names its projects, and keeps lockfiles with its settings", async () => {
  const workspace = await read({
    "rush.json": `// Rush
      { "rushVersion": "5.1.0", "projects": [
        { "packageName": "app", "projectFolder": "apps/app" },
        { "packageName": "lib", "projectFolder": "./libraries/lib", /* apart */ "subspaceName": "apart", },
      ] }`,
    "common/config/subspaces/default/pnpm-lock.yaml": "",
    "common/config/subspaces/apart/pnpm-lock.yaml": "",
    "apps/app/package.json": '{ "name": "app", "dependencies": { "lib": "workspace:*" } }',
    "libraries/lib/package.json": '{ "name": "lib" }',
    "libraries/lib/src/test/repo/package.json": '{ "name": "sample" }',
    "libraries/lib/src/test/repo/pnpm-workspace.yaml": "packages: [a]\n",
  });
  expect(roots(workspace)).toMatchObject({ app: "apps/app npm", lib: "libraries/lib npm" });
  expect(edges(workspace)).toEqual(["app -> lib (apps/app/package.json)"]);
  expect(workspace.lockfiles.map(({ path, projects }) => [path, projects])).toEqual([
    ["common/config/subspaces/apart/pnpm-lock.yaml", ["lib"]],
    ["common/config/subspaces/default/pnpm-lock.yaml", ["app"]],
    ["rush.json", ["app", "lib"]],
  ]);
});

test("a member of the workspace keeps its name beside a sample that installs by itself; a fixture is no project", async () => {
  const workspace = await read({
    "package.json": '{ "workspaces": ["packages/*"] }',
    "e2e/plugin/package.json": '{ "name": "plugin" }',
    "e2e/plugin/yarn.lock": "",
    "packages/plugin/test/fixture/project/package.json": '{ "name": "project" }',
    "packages/plugin/test/fixture/project/pnpm-lock.yaml": "",
    "packages/plugin/package.json": '{ "name": "plugin" }',
  });
  expect(roots(workspace)).toEqual({ plugin: "packages/plugin npm", "e2e/plugin": "e2e/plugin npm" });
});
