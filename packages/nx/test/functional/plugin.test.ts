import { readWorkspace } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { edgesOf, NxWorkspace } from "./nx-workspace.ts";

/** One repository with every ecosystem, and every way that one project needs another. */
const everything = {
  ".gitignore": "node_modules\n.nx\n",
  "nx.json": '{ "plugins": ["@sluice/nx"], "analytics": false, "neverConnectToCloud": true }',
  "package.json": '{ "name": "root", "private": true, "workspaces": ["web/*"] }',
  "web/shop/package.json":
    '{ "name": "@acme/shop", "version": "1.0.0", "scripts": { "build": "true", "start": "true" }, "dependencies": { "@acme/ui": "^9.0.0" } }',
  "web/ui/package.json": '{ "name": "@acme/ui", "version": "1.0.0", "scripts": { "test": "true" } }',
  "standalone/package.json": '{ "name": "standalone", "scripts": { "lint": "true" } }',
  "standalone/Dockerfile": "FROM scratch\nCOPY . /\n",
  "py/research/pyproject.toml":
    '[project]\nname = "research"\nversion = "1.0.0"\ndependencies = ["telemetry"]\n[tool.uv.sources]\ntelemetry = { path = "../telemetry", editable = true }\n',
  "py/research/tests/test_it.py": "",
  "py/telemetry/pyproject.toml": '[project]\nname = "telemetry"\nversion = "1.0.0"\n[build-system]\nrequires = ["uv_build"]\n',
  "py/legacy/requirements.txt": "-r ../common-requirements.txt\n",
  "py/legacy/Dockerfile": "FROM scratch\n",
  "py/common-requirements.txt": "-e ./telemetry\n",
  "go/router/go.mod": "module example.com/router\nrequire example.com/healthkit v0.0.0\nreplace example.com/healthkit => ../healthkit\n",
  "go/router/main.go": "package main\n",
  "go/healthkit/go.mod": "module example.com/healthkit\n",
  "rust/Cargo.toml": '[workspace]\nmembers = ["app", "core"]\n[workspace.dependencies]\ncore = { path = "core" }\n',
  "rust/Cargo.lock": "version = 4\n",
  "rust/app/Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\ncore.workspace = true\n',
  "rust/app/src/main.rs": "fn main() {}\n",
  "rust/core/Cargo.toml": '[package]\nname = "core"\nversion = "0.1.0"\n',
  "proxy/Dockerfile": "FROM scratch\n",
  "vendor/x/go.mod": "module example.com/x\n",
  "edge/Dockerfile": "FROM registry.example.com/acme/proxy:1\n",
  "edge/compose.yaml": "services: { shop: { build: ../standalone } }\n",
  "k8s/base/kustomization.yaml": "resources: [x.yaml]\n",
  "k8s/prod/kustomization.yaml": "resources: [../base, ../common.yaml]\n",
  "k8s/common.yaml": "",
  "charts/lib/Chart.yaml": "name: chart-lib\nversion: 1.0.0\n",
  "charts/all/Chart.yaml": "name: all\nversion: 1.0.0\ndependencies: [{ name: chart-lib, repository: file://../lib }]\n",
  "infra/prod/main.tf": 'module "net" { source = "../net" }\n',
  "infra/net/main.tf": "",
  // What no manifest declares.
  "web/ui/index.ts": 'import "../../standalone/a.js";\nimport "../../loose.js";\n',
  "loose.js": 'import "@acme/shop";\n',
  "py/telemetry/src/telemetry/__init__.py": "",
  "proxy/check.py": "from py.research.tests import test_it\n",
  "go.work": "use ./go/router\nuse ./go/healthkit\nuse ./go/tool\n",
  "go/tool/go.mod": "module example.com/tool\n",
  "go/tool/tool_test.go": 'package tool\nimport "example.com/healthkit"\n',
  "rust/core/src/lib.rs": 'const X: &str = include_str!("../../app/Cargo.toml");\n',
};

async function readDirectly(root: string, files: string[]) {
  return await readWorkspace({ root, files, configuration: { projects: { ignore: [] } } });
}

test("Nx has exactly Sluice's projects, roots, types, target names and edges, and what its cache needs to know of images", async () => {
  const workspace = new NxWorkspace(everything);
  const graph = await workspace.graph();
  const read = await readDirectly(workspace.root, Object.keys(everything));
  expect(read.projects.length).toBe(19);
  expect(read.dependencies.length).toBe(15);
  expect(
    Object.entries(graph.nodes)
      .map(([name, { data }]) => ({
        name,
        root: data.root,
        type: data.projectType,
        targets: Object.keys(data.targets)
          .filter((target) => target !== "image-state")
          .sort(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  ).toEqual(
    read.projects.map(({ name, root, type, targets }) => ({
      name,
      root,
      type: type === "app" ? "application" : "library",
      targets: Object.keys(targets),
    })),
  );
  expect(edgesOf(graph)).toEqual([...new Set(read.dependencies.map(({ source, target }) => `${source} -> ${target}`))].sort());
});

test("the entries of single ecosystems together give the same as the one for all", async () => {
  const plugins = ["manifests", "python", "go", "rust", "docker", "infrastructure"].map((entry) => `@sluice/nx/${entry}`);
  const one = new NxWorkspace(everything);
  const many = new NxWorkspace({ ...everything, "nx.json": JSON.stringify({ plugins, analytics: false, neverConnectToCloud: true }) });
  const [all, parts] = [await one.graph(), await many.graph()];
  expect(edgesOf(parts)).toEqual(edgesOf(all));
  expect(parts.nodes).toEqual(all.nodes);
});

test("npm scripts keep Nx's own way to run, with cache, inputs and outputs", async () => {
  const graph = await new NxWorkspace(everything).graph();
  expect(graph.nodes["@acme/shop"]?.data.targets["build"]).toMatchObject({
    executor: "nx:run-script",
    options: { script: "build" },
    cache: true,
    inputs: expect.arrayContaining(["default", "^default"]),
    outputs: ["{projectRoot}/dist"],
    dependsOn: ["^build"],
  });
  expect(graph.nodes["@acme/shop"]?.data.targets["start"]).toMatchObject({ executor: "nx:run-script", cache: false });
  expect(graph.nodes["standalone"]?.data.targets["lint"]).toMatchObject({ executor: "nx:run-script", options: { script: "lint" } });
});

test("nx affected follows manifests, lockfiles, settings and what a Dockerfile copies", async () => {
  const workspace = new NxWorkspace({
    ...everything,
    "proxy/Dockerfile": "FROM scratch\nCOPY go/healthkit /kit\nCOPY common.conf certs/*.pem /\n",
    "common.conf": "",
    "certs/a.pem": "",
    "go/vendoring/go.mod": "module example.com/vendoring\nreplace example.com/v => ../../third_party/v\n",
    "third_party/v/go.mod": "module example.com/v\n",
    "third_party/v/deep/v.go": "package v\n",
  });
  workspace.git("init", "--quiet");
  expect(await workspace.affected("py/telemetry/src/telemetry.py")).toEqual(["edge", "legacy", "proxy", "research", "telemetry"]);
  expect(await workspace.affected("go/healthkit/kit.go")).toEqual(["edge", "healthkit", "proxy", "router", "tool"]);
  // A file of no project that a script takes in: by its import, and what that imports in its turn.
  expect(await workspace.affected("web/shop/index.ts")).toEqual(["@acme/shop", "@acme/ui"]);
  // A folder that a manifest names by its path.
  expect(await workspace.affected("third_party/v/deep/v.go")).toEqual(["vendoring"]);
  expect(await workspace.affected("common.conf")).toEqual(["edge", "proxy"]);
  // One that is there no longer went into the image as well.
  expect(await workspace.affected("certs/deleted.pem")).toEqual(["edge", "proxy"]);
  expect(await workspace.affected("k8s/base/x.yaml")).toEqual(["k8s/base", "k8s/prod"]);
  expect(await workspace.affected("k8s/common.yaml")).toEqual(["k8s/prod"]);
  expect(await workspace.affected("rust/Cargo.lock")).toEqual(["app", "core"]);
  expect(await workspace.affected("rust/rustfmt.toml")).toEqual(["app", "core"]);
  expect(await workspace.affected("py/common-requirements.txt")).toEqual(["legacy"]);
});

test("a broken manifest fails its own targets, with its line, and the other projects run", async () => {
  const workspace = new NxWorkspace({
    ".gitignore": "node_modules\n.nx\n",
    "nx.json": '{ "plugins": ["@sluice/nx"], "analytics": false, "neverConnectToCloud": true }',
    "package.json": '{ "name": "root", "workspaces": ["a"] }',
    "a/package.json": '{ "name": "a", "scripts": { "test": "node -e 0" } }',
    "research/pyproject.toml": "[project]\nname = =\n",
  });
  const others = await workspace.nx("run-many", "-t", "test", "-p", "a");
  expect(others.exitCode).toBe(0);
  const all = await workspace.nx("run-many", "-t", "test");
  expect(all.exitCode).not.toBe(0);
  expect(all.output).toContain("SLUICE_BROKEN_MANIFEST: research/pyproject.toml:2: ");
});

test("an option that does not exist is refused", async () => {
  const workspace = new NxWorkspace({
    "nx.json": '{ "plugins": [{ "plugin": "@sluice/nx", "options": { "color": "red" } }] }',
    "a/go.mod": "module example.com/a\n",
    ".gitignore": "node_modules\n.nx\n",
  });
  const { exitCode, output } = await workspace.nx("show", "projects");
  expect(exitCode).not.toBe(0);
  expect(output).toContain("there is no option color");
});

test("targets run: only those of affected projects, from the cache the second time", async () => {
  const workspace = new NxWorkspace({
    ".gitignore": "node_modules\n.nx\n",
    "nx.json": '{ "plugins": ["@sluice/nx"], "analytics": false, "neverConnectToCloud": true }',
    "package.json": '{ "name": "root", "workspaces": ["a", "b"] }',
    "a/package.json": '{ "name": "a", "scripts": { "test": "node -e \\"console.log(\'ran a\')\\"" }, "dependencies": { "b": "*" } }',
    "b/package.json": '{ "name": "b", "scripts": { "test": "node -e \\"console.log(\'ran b\')\\"" } }',
  });
  workspace.git("init", "--quiet");
  const first = await workspace.nx("affected", "-t", "test", "--files=a/package.json", "--output-style=stream");
  expect(first.output).toContain("ran a");
  expect(first.output).not.toContain("ran b");
  const second = await workspace.nx("run-many", "-t", "test", "--output-style=stream");
  expect(second.output).toContain("ran b");
  expect(second.output).toContain("for 1 out of 2 tasks");
});
