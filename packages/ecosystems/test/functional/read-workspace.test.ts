import { describe, expect, test } from "vitest";
import { readWorkspace, type Workspace } from "../../src/index.ts";
import { temporaryFiles } from "./temporary-repository.ts";

const noIgnores = { projects: { ignore: [] } };

async function read(contents: Record<string, string>, ignore: string[] = []): Promise<Workspace> {
  const { root, files } = temporaryFiles(contents);
  return await readWorkspace({ root, files, configuration: { projects: { ignore } } });
}

function edges({ dependencies }: Workspace): string[] {
  return dependencies.map(({ source, target, file, line }) => `${source} -> ${target} (${file}:${line ?? "?"})`);
}

function projects({ projects: list }: Workspace): string[] {
  return list.map(({ name, root, ecosystem, type }) => `${name} ${root} ${ecosystem} ${type}`);
}

describe("npm", () => {
  test("members of the root's globs are projects, and depend on each other by package name", async () => {
    const workspace = await read({
      "package.json": '{ "name": "root", "workspaces": ["packages/*", "!packages/old"] }',
      "package-lock.json": "{}",
      "packages/a/package.json":
        '{\n  "name": "@acme/a",\n  "version": "1.2.3",\n  "devDependencies": {\n    "@acme/b": "workspace:*"\n  }\n}',
      "packages/b/package.json": '{ "name": "@acme/b", "private": true, "bin": "./b.js" }',
      "packages/old/package.json": '{ "name": "old" }',
      "elsewhere/package.json": '{ "name": "elsewhere" }',
    });
    expect(projects(workspace)).toEqual(["@acme/a packages/a npm lib", "@acme/b packages/b npm app"]);
    expect(edges(workspace)).toEqual(["@acme/a -> @acme/b (packages/a/package.json:5)"]);
    expect(workspace.lockfiles).toEqual([
      { path: "package-lock.json", kind: "package-lock.json", projects: ["@acme/a", "@acme/b"] },
      { path: "package.json", kind: "package.json", projects: ["@acme/a", "@acme/b"] },
    ]);
    expect(workspace.projects[0]).toMatchObject({ version: "1.2.3", private: false });
    expect(workspace.projects[1]).toMatchObject({ version: null, private: true });
  });

  test("a yarn.lock comes with what each project and the workspace's root ask for", async () => {
    const { lockfiles } = await read({
      "package.json": '{ "workspaces": ["packages/*"], "devDependencies": { "tool": "^3" } }',
      "yarn.lock": "",
      "packages/a/package.json": '{ "name": "@acme/a", "dependencies": { "x": "^1", "@s/y": "*" } }',
    });
    expect(lockfiles.find(({ kind }) => kind === "yarn.lock")?.requests).toEqual({ "@acme/a": ["tool@^3", "x@^1", "@s/y@*"] });
  });

  test("pnpm-workspace.yaml, link: and alias dependencies", async () => {
    const workspace = await read({
      "package.json": '{ "name": "root", "nx": {} }',
      "pnpm-workspace.yaml": "packages:\n  - apps/**\n",
      "apps/one/package.json": '{ "name": "one", "dependencies": { "x": "link:../group/two", "y": "npm:three@^1" } }',
      "apps/group/two/package.json": '{ "name": "two" }',
      "apps/three/package.json": '{ "name": "three", "nx": { "name": "drei" } }',
      "apps/three/node_modules/dep/package.json": '{ "name": "dep" }',
    });
    expect(projects(workspace)).toEqual([
      "drei apps/three npm lib",
      "one apps/one npm lib",
      "root . npm lib",
      "two apps/group/two npm lib",
    ]);
    expect(edges(workspace)).toEqual(["one -> drei (apps/one/package.json:1)", "one -> two (apps/one/package.json:1)"]);
  });

  test("without a workspace each package is a project; a Dockerfile or lockfile of its own makes an outsider one", async () => {
    const alone = await read({ "a/package.json": '{ "name": "a" }', "b/package.json": "{}", "testdata/c/package.json": '{ "name": "c" }' });
    expect(projects(alone)).toEqual(["a a npm lib"]);
    const outsiders = await read({
      "package.json": '{ "workspaces": ["packages/*"] }',
      "web/package.json": '{ "name": "web", "scripts": { "test": "node --test" } }',
      "web/Dockerfile": "FROM scratch",
      "tool/package.json": '{ "name": "tool" }',
      "tool/yarn.lock": "",
    });
    expect(projects(outsiders)).toEqual(["tool tool npm lib", "web web npm app"]);
    expect(Object.keys(outsiders.projects[1]?.targets ?? {})).toEqual(["image", "test"]);
  });

  test("a repository that is one package; beside other projects its package.json holds tools", async () => {
    const manifest = '{ "name": "solo", "scripts": { "test": "node --test" } }';
    expect(projects(await read({ "package.json": manifest, "src/a.js": "" }))).toEqual(["solo . npm lib"]);
    expect(projects(await read({ "package.json": manifest, "a/go.mod": "module example.com/a\n" }))).toEqual(["a a go lib"]);
    expect(projects(await read({ "package.json": manifest, "a/go.mod": "" }))).toEqual([]);
  });

  test("project.json has the last word on the name", async () => {
    const workspace = await read({
      "package.json": '{ "workspaces": ["a"] }',
      "a/package.json": '{ "name": "a" }',
      "a/project.json": '{ "name": "alpha" }',
    });
    expect(projects(workspace)).toEqual(["alpha a npm lib"]);
  });
});

describe("python", () => {
  test("uv workspaces, path sources, groups and names written differently", async () => {
    const workspace = await read({
      "pyproject.toml": '[tool.uv.workspace]\nmembers = ["services/*", "libs/*"]\n[tool.uv.sources]\nTelemetry = { workspace = true }\n',
      "uv.lock": "version = 1\n",
      "services/research/pyproject.toml":
        '[project]\nname = "research"\nversion = "1.0.0"\ndependencies = [\n  "fastapi>=0.1",\n  "telemetry[otel]>=1 ; python_version > \'3\'",\n]\n[dependency-groups]\ndev = ["shared_types"]\n',
      "libs/telemetry/pyproject.toml": '[project]\nname = "telemetry"\nversion = "0.1.0"\n[build-system]\nrequires = ["hatchling"]\n',
      "libs/types/pyproject.toml": '[project]\nname = "Shared.Types"\n',
      "other/pyproject.toml":
        '[project]\nname = "other"\ndependencies = ["lib-x"]\n[tool.uv.sources]\nlib-x = { path = "../libs/telemetry", editable = true }\n',
      "tools/pyproject.toml": "[tool.ruff]\nline-length = 100\n",
    });
    expect(projects(workspace)).toEqual([
      "Shared.Types libs/types python lib",
      "other other python lib",
      "research services/research python lib",
      "telemetry libs/telemetry python lib",
    ]);
    expect(edges(workspace)).toEqual([
      "other -> telemetry (other/pyproject.toml:3)",
      "research -> Shared.Types (services/research/pyproject.toml:9)",
      "research -> telemetry (services/research/pyproject.toml:6)",
    ]);
    expect(workspace.lockfiles).toEqual([
      { path: "pyproject.toml", kind: "pyproject.toml", projects: ["Shared.Types", "research", "telemetry"] },
      { path: "uv.lock", kind: "uv.lock", projects: ["Shared.Types", "research", "telemetry"] },
    ]);
  });

  test("what Hatch and PDM install to work on a project", async () => {
    const workspace = await read({
      "a/pyproject.toml":
        '[project]\nname = "a"\n[tool.hatch.envs.default]\ndependencies = ["lib @ {root:uri}/../lib"]\n[tool.hatch.envs.docs]\nextra-dependencies = ["kit"]\n',
      "b/pyproject.toml":
        '[project]\nname = "b"\n[tool.pdm.dev-dependencies]\ntest = ["-e file:///${PROJECT_ROOT}/../lib#egg=renamed", "kit>=1"]\n',
      "kit/pyproject.toml": '[project]\nname = "kit"\n',
      "lib/pyproject.toml": '[project]\nname = "lib"\n',
    });
    expect(edges(workspace)).toEqual([
      "a -> kit (a/pyproject.toml:6)",
      "a -> lib (a/pyproject.toml:4)",
      "b -> kit (b/pyproject.toml:4)",
      "b -> lib (b/pyproject.toml:4)",
    ]);
  });

  test("Poetry, with groups and path dependencies", async () => {
    const workspace = await read({
      "a/pyproject.toml":
        '[tool.poetry]\nname = "a"\nversion = "2.0.0"\n[tool.poetry.dependencies]\npython = "^3.13"\nb = { path = "../b", develop = true }\n[tool.poetry.group.dev.dependencies]\nc = "*"\n',
      "b/pyproject.toml": '[tool.poetry]\nname = "b"\n',
      "c/pyproject.toml": '[tool.poetry]\nname = "c"\n',
      "a/tests/test_a.py": "",
      "a/poetry.lock": "",
    });
    expect(edges(workspace)).toEqual(["a -> b (a/pyproject.toml:6)", "a -> c (a/pyproject.toml:8)"]);
    expect(workspace.projects[0]?.targets["test"]?.command).toBe("poetry run pytest");
    expect(workspace.projects[0]?.version).toBe("2.0.0");
  });

  test("requirements files that others include, whatever they are called", async () => {
    const workspace = await read({
      "svc/requirements.txt": "-r requirements/base.txt\n-c ../pins/all.txt\n",
      "svc/requirements/base.txt": "-r ./common.pip\n",
      "svc/requirements/common.pip": "-e ../../lib\n-r base.txt\n",
      "svc/Dockerfile": "FROM scratch",
      "pins/all.txt": "flask==1\n",
      "pins/nobody.txt": "-e ../lib\n",
      "lib/pyproject.toml": '[project]\nname = "lib"\n',
    });
    expect(edges(workspace)).toEqual(["svc -> lib (svc/requirements/common.pip:1)"]);
    expect(workspace.lockfiles).toEqual([{ path: "pins/all.txt", kind: "requirements.txt", projects: ["svc"] }]);
  });

  test("settings of tools in a pyproject.toml above concern every project below", async () => {
    const settings = '[tool.ruff]\nline-length = 100\n[tool.pytest.ini_options]\naddopts = "-q"\n';
    const workspace = await read({
      "pyproject.toml": `[project]\nname = "root"\n${settings}`,
      "a/pyproject.toml": '[project]\nname = "a"\n[tool.poetry]\npackage-mode = false\n',
      "a/inner/setup.cfg": "[metadata]\nname = inner\n",
    });
    expect(workspace.lockfiles).toEqual([{ path: "pyproject.toml", kind: "pyproject.toml", projects: ["a", "inner"] }]);
  });

  test("requirements files in a folder of that name, and paths from the repository's root", async () => {
    const workspace = await read({
      "api/pyproject.toml": '[project]\nname = "api"\n',
      "api/requirements/test.txt": "-e sdk\n-e third/vendored\n",
      "api/test-requirements.in": "-e tools/kit[fast]\n-e gone/kit\n",
      "sdk/pyproject.toml": '[project]\nname = "acme-sdk"\n',
      "tools/kit/pyproject.toml": '[project]\nname = "acme-kit"\n',
      "third/vendored/lib.py": "",
    });
    expect(edges(workspace)).toEqual(["api -> acme-kit (api/test-requirements.in:1)", "api -> acme-sdk (api/requirements/test.txt:1)"]);
    expect(workspace.projects.find(({ name }) => name === "api")?.reads).toContain("third/vendored/**");
  });

  test("setup.cfg and setup.py make a project; beside a pyproject.toml they say what that leaves to them", async () => {
    const workspace = await read({
      "core/setup.cfg": "[metadata]\nname = acme.core\n[options]\ninstall_requires =\n    acme-http\n",
      "core/setup.py": "from setuptools import setup\nsetup()\n",
      "http/pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n',
      "http/setup.py": 'from setuptools import setup\nsetup(name="acme-http", packages=["acme_http"], package_dir={"": "code"})\n',
      "http/code/acme_http/__init__.py": "",
      "app/pyproject.toml": '[project]\nname = "app"\ndynamic = ["version", "dependencies"]\n',
      "app/setup.py": 'from setuptools import setup\nneeds = ["requests",\n    f"acme-core>={1}"]\nsetup(install_requires=needs)\n',
      "cli/pyproject.toml": '[project]\nname = "cli"\n',
      "cli/setup.py": 'from setuptools import setup\nsetup(install_requires=["acme-core"])\n',
      "cli/main.py": "import acme_http\n",
      "old-kit/setup.py": "from setuptools import setup\nabout = {}\nsetup(name=about['title'], install_requires=['cli'])\n",
      "docs/setup.py": "def setup(app): pass\n",
      "setup.cfg": "[flake8]\nignore = E203\n",
    });
    expect(projects(workspace)).toEqual([
      "acme-http http python lib",
      "acme.core core python lib",
      "app app python lib",
      "cli cli python lib",
      "old-kit old-kit python lib",
    ]);
    expect(edges(workspace)).toEqual([
      "acme.core -> acme-http (core/setup.cfg:5)",
      "app -> acme.core (app/setup.py:3)",
      "cli -> acme-http (cli/main.py:1)",
      "old-kit -> cli (old-kit/setup.py:3)",
    ]);
  });

  test("sources from outside that a build packs: of another project that part alone", async () => {
    const workspace = await read({
      "pyproject.toml": '[project]\nname = "all"\n',
      "components/acme/log/core.py": "",
      "bases/acme/api/core.py": "",
      "shared/x.json": "{}",
      "lib/pyproject.toml": '[project]\nname = "lib"\n',
      "projects/a/pyproject.toml":
        '[tool.poetry]\nname = "a"\npackages = [\n  { include = "acme/log", from = "../../components" },\n  { include = "acme/*.py", from = "src" },\n]\n',
      "projects/b/pyproject.toml":
        '[project]\nname = "b"\n[tool.hatch.build.targets.wheel.force-include]\n"../../shared/x.json" = "b/x.json"\n"../../lib" = "lib"\n[tool.polylith.bricks]\n"../../bases/acme/api" = "acme/api"\n',
    });
    expect(edges(workspace)).toEqual(["b -> lib (projects/b/pyproject.toml:5)"]);
    expect(workspace.projects.flatMap(({ name, reads }) => (reads === undefined ? [] : [{ name, reads }]))).toEqual([
      { name: "a", reads: ["components/acme/log/**"] },
      { name: "b", reads: ["bases/acme/api/**", "shared/x.json"] },
    ]);
  });

  test("dependencies that the build puts together: Hatch's hooks, and requirements files that the manifest names", async () => {
    const workspace = await read({
      "app/pyproject.toml":
        '[project]\nname = "app"\ndynamic = ["version", "dependencies", "optional-dependencies"]\n[tool.hatch.metadata.hooks.uv-dynamic-versioning]\ndependencies = [\n  "acme-slim[all]=={{ version }}",\n]\n[tool.hatch.metadata.hooks.uv-dynamic-versioning.optional-dependencies]\nevals = ["acme-evals=={{ version }}"]\n',
      "slim/pyproject.toml":
        '[project]\nname = "acme-slim"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["needs/base.pip"] }\noptional-dependencies.dev = { file = "../pins/dev.lst" }\n',
      "slim/needs/base.pip": "acme-evals\n",
      "pins/dev.lst": "acme-dev\n",
      "evals/pyproject.toml": '[project]\nname = "acme-evals"\n',
      "dev/pyproject.toml": '[project]\nname = "acme-dev"\n',
    });
    expect(edges(workspace)).toEqual([
      "acme-slim -> acme-dev (pins/dev.lst:1)",
      "acme-slim -> acme-evals (slim/needs/base.pip:1)",
      "app -> acme-evals (app/pyproject.toml:9)",
      "app -> acme-slim (app/pyproject.toml:6)",
    ]);
  });

  test("requirements files: -e, -r outside the project, and a service without a pyproject", async () => {
    const workspace = await read({
      "svc/requirements.txt":
        "# pinned\n-r ../shared/base.requirements.txt\n-e ../lib[extra]  # local\nrequests==2.0 \\\n    --hash=sha256:abc\n",
      "svc/Dockerfile": "FROM scratch",
      "shared/base.requirements.txt": "mathlib>=1\n",
      "lib/pyproject.toml": '[project]\nname = "lib"\n',
      "math/pyproject.toml": '[project]\nname = "mathlib"\n',
      "docs/requirements.txt": "sphinx\n",
    });
    expect(projects(workspace)).toEqual(["lib lib python lib", "mathlib math python lib", "svc svc python app"]);
    expect(edges(workspace)).toEqual(["svc -> lib (svc/requirements.txt:3)", "svc -> mathlib (shared/base.requirements.txt:1)"]);
    expect(workspace.lockfiles).toEqual([{ path: "shared/base.requirements.txt", kind: "requirements.txt", projects: ["svc"] }]);
  });
});

describe("go", () => {
  test("replace and require lead to the modules of the repository", async () => {
    const workspace = await read({
      "services/router/go.mod":
        "module example.com/shop/router/v2 // the router\n\ngo 1.24\n\nrequire (\n\texample.com/shop/healthkit v0.0.0\n\tgolang.org/x/net v0.1.0 // indirect\n)\n\nreplace example.com/shop/healthkit => ../healthkit\n",
      "services/router/go.sum": "",
      "services/router/server.go": "// Copyright\npackage main\n",
      "services/router/server_test.go": "package main\n",
      "services/router/test/perf/go.mod": "module example.com/shop/router/perf\nrequire example.com/shop/router/v2 v2.0.0\n",
      "services/healthkit/go.mod": 'module "example.com/shop/healthkit"\n',
      "services/healthkit/kit.go": "package healthkit\n",
      "services/router/vendor/x/go.mod": "module x\n",
    });
    expect(projects(workspace)).toEqual([
      "healthkit services/healthkit go lib",
      "perf services/router/test/perf go lib",
      "router services/router go app",
    ]);
    expect(edges(workspace)).toEqual([
      "perf -> router (services/router/test/perf/go.mod:2)",
      "router -> healthkit (services/router/go.mod:6)",
    ]);
    expect(workspace.lockfiles).toEqual([{ path: "services/router/go.sum", kind: "go.sum", projects: ["router"] }]);
    expect(workspace.projects[2]?.targets["build"]).toMatchObject({ command: "go build -o dist/ ./...", outputs: ["{projectRoot}/dist"] });
  });

  test("go.work joins modules and may replace", async () => {
    const workspace = await read({
      "go.work": "go 1.24\nuse (\n\t./a\n\t./b\n)\nreplace example.com/fork => ./fork\n",
      "a/go.mod": "module example.com/a\nrequire example.com/b v0.0.0\nrequire example.com/fork v1.0.0\n",
      "b/go.mod": "module example.com/b\n",
      "fork/go.mod": "module example.com/other\n",
    });
    expect(edges(workspace)).toEqual(["a -> b (a/go.mod:2)", "a -> other (a/go.mod:3)"]);
    expect(workspace.lockfiles).toEqual([
      {
        path: "go.work",
        kind: "go.work",
        projects: ["a", "b", "other"],
        requests: { a: ["example.com/fork@v1.0.0", "example.com/fork@=> ./fork"], b: [] },
      },
    ]);
  });
});

/** An entry of a Cargo.lock. */
function entry(name: string, needs: readonly string[], source = ""): string {
  return `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${source}dependencies = ${JSON.stringify(needs)}\n`;
}

describe("cargo", () => {
  test("a patch concerns who gets it by the lockfile; without one, or where that does not list it, every member", async () => {
    const files = {
      "Cargo.toml": '[workspace]\nmembers = ["*"]\n[patch.crates-io]\nidentity = { path = "identity" }\n',
      "identity/Cargo.toml": '[package]\nname = "identity"\n',
      "direct/Cargo.toml": '[package]\nname = "direct"\n[dependencies]\nidentity = "1"\n',
      "through/Cargo.toml": '[package]\nname = "through"\n[dependencies]\nmultiaddr = "1"\n',
      "above/Cargo.toml": '[package]\nname = "above"\n[dependencies]\nthrough = { path = "../through" }\n',
      "other/Cargo.toml": '[package]\nname = "other"\n[dependencies]\nserde = "1"\n',
      "new/Cargo.toml": '[package]\nname = "new"\n[dependencies]\nserde = "1"\n',
    };
    const published = 'source = "registry+https://example.com/index"\n';
    const lock = [
      "version = 4\n",
      entry("identity", ["serde"]),
      entry("direct", ["identity"]),
      entry("through", ["multiaddr"]),
      entry("above", ["through"]),
      entry("other", ["serde"]),
      entry("multiaddr", ["identity"], published),
      entry("serde", [], published),
    ].join("");
    const patch = "(Cargo.toml:4)";
    const path = "above -> through (above/Cargo.toml:4)";
    expect(edges(await read({ ...files, "Cargo.lock": lock }))).toEqual([
      path,
      `direct -> identity ${patch}`,
      `new -> identity ${patch}`,
      `through -> identity ${patch}`,
    ]);
    const all = ["above", "direct", "new", "other", "through"].map((name) => `${name} -> identity ${patch}`);
    expect(edges(await read(files))).toEqual([...all, path].sort());
    expect(edges(await read({ ...files, "Cargo.lock": "<<<<<<< HEAD\n" }))).toEqual([...all, path].sort());
  });

  test("path, inherited, build and target-specific dependencies; versions from the workspace", async () => {
    const workspace = await read({
      "Cargo.toml":
        '[workspace]\nmembers = ["crates/*"]\n[workspace.package]\nversion = "3.1.0"\npublish = false\n[workspace.dependencies]\ncore = { path = "crates/core" }\n',
      "Cargo.lock": "version = 4\n",
      "crates/core/Cargo.toml": '[package]\nname = "core"\nversion.workspace = true\n',
      "crates/app/Cargo.toml":
        '[package]\nname = "app"\nversion = "0.1.0"\npublish.workspace = true\n[dependencies]\ncore.workspace = true\n[build-dependencies]\ngen = { path = "../gen" }\n[target.\'cfg(unix)\'.dev-dependencies]\nunix = { path = "../unix", package = "unix-kit" }\n',
      "crates/app/src/main.rs": "fn main() {}\n",
      "crates/gen/Cargo.toml": '[package]\nname = "gen"\n',
      "crates/unix/Cargo.toml": '[package]\nname = "unix-kit"\n',
      "target/package/x/Cargo.toml": '[package]\nname = "x"\n',
    });
    expect(projects(workspace)).toEqual([
      "app crates/app cargo app",
      "core crates/core cargo lib",
      "gen crates/gen cargo lib",
      "unix-kit crates/unix cargo lib",
    ]);
    expect(edges(workspace)).toEqual([
      "app -> core (crates/app/Cargo.toml:6)",
      "app -> gen (crates/app/Cargo.toml:8)",
      "app -> unix-kit (crates/app/Cargo.toml:10)",
    ]);
    expect(workspace.projects.map(({ name, version, private: isPrivate }) => [name, version, isPrivate])).toEqual([
      ["app", "0.1.0", true],
      ["core", "3.1.0", false],
      ["gen", null, false],
      ["unix-kit", null, false],
    ]);
    expect(workspace.lockfiles.map(({ path }) => path)).toEqual(["Cargo.lock", "Cargo.toml"]);
    expect(workspace.projects[0]?.targets["build"]).toMatchObject({
      command: "cargo build --release -p app",
      outputs: ["{workspaceRoot}/target/release/app"],
    });
    expect(workspace.projects[1]?.targets["test"]?.inputs).toContain("{workspaceRoot}/Cargo.lock");
  });

  test("sources and build scripts of another crate; what a workspace excludes is on its own", async () => {
    const workspace = await read({
      "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/alone"]\n[workspace.dependencies]\nserde = "1"\n',
      "Cargo.lock": "version = 4\n",
      "crates/a/Cargo.toml": '[package]\nname = "a"\nbuild = "../b/build.rs"\n[dependencies]\nserde.workspace = true\n',
      "crates/b/Cargo.toml":
        '[package]\nname = "b"\nversion.workspace = true\n[[bin]]\nname = "x"\npath = "../alone/src/main.rs"\n[lints]\nworkspace = true\n',
      "crates/alone/Cargo.toml": '[package]\nname = "alone"\n[lib]\npath = "../../shared/lib.rs"\n',
      "crates/alone/Cargo.lock": "version = 4\n",
      "shared/lib.rs": "",
    });
    expect(edges(workspace)).toEqual(["a -> b (crates/a/Cargo.toml:3)", "b -> alone (crates/b/Cargo.toml:6)"]);
    expect(workspace.projects.find(({ name }) => name === "alone")?.reads).toEqual(["shared/lib.rs"]);
    expect(workspace.lockfiles).toEqual([
      { path: "Cargo.lock", kind: "Cargo.lock", projects: ["a", "b"] },
      { path: "Cargo.toml", kind: "Cargo.toml", projects: ["a", "b"], requests: { a: ["serde"], b: ["lints", "package.version"] } },
      { path: "crates/alone/Cargo.lock", kind: "Cargo.lock", projects: ["alone"] },
    ]);
  });
});

describe("docker and mixed folders", () => {
  test("a Dockerfile alone is a project; in or below another project it gives that one an image", async () => {
    const workspace = await read({
      "proxy/Dockerfile": "FROM scratch",
      "proxy/debug/Dockerfile": "FROM scratch",
      "svc/go.mod": "module example.com/svc\n",
      "svc/docker/Dockerfile.prod": "FROM scratch",
      "svc/.devcontainer/Dockerfile": "FROM scratch",
      "lib/go.mod": "module example.com/lib\n",
      "lib/.devcontainer/Dockerfile": "FROM scratch",
    });
    expect(projects(workspace)).toEqual(["lib lib go lib", "proxy proxy docker app", "svc svc go app"]);
    expect(workspace.projects.map(({ targets }) => Object.keys(targets))).toEqual([
      ["build", "lint", "test"],
      ["image"],
      ["build", "image", "lint", "test"],
    ]);
    expect(workspace.projects[1]?.targets["image"]?.command).toBe("sluice images build --project proxy");
  });

  test("a Dockerfile apart from all projects belongs to the one that its suffix or folder names", async () => {
    const workspace = await read({
      "services/router/go.mod": "module example.com/router\n",
      "services/elite/go.mod": "module example.com/elite\n",
      "deploy/Dockerfile.router": "FROM scratch",
      "docker/elite/Dockerfile": "FROM scratch",
      "docker/Dockerfile.dockerignore": "*",
    });
    expect(projects(workspace)).toEqual(["elite services/elite go app", "router services/router go app"]);
  });

  test("settings above a project are inputs of what reads them, whether they are there or not", async () => {
    const workspace = await read({ "services/a/pyproject.toml": '[project]\nname = "a"\n', "services/a/tests/test_a.py": "" });
    const inputs = (target: string) => JSON.stringify(workspace.projects[0]?.targets[target]?.inputs);
    expect(inputs("lint")).toContain("{workspaceRoot}/services/{ruff.toml,");
    expect(inputs("lint")).toContain("{workspaceRoot}/{ruff.toml,");
    expect(inputs("test")).not.toContain("ruff.toml");
    expect(inputs("test")).toContain("{workspaceRoot}/services/{pytest.ini,");
  });

  test("two manifests in one folder are one project, named by the first of npm, cargo, go, python", async () => {
    const workspace = await read({
      "ext/Cargo.toml": '[package]\nname = "ext-rs"\nversion = "1.0.0"\n',
      "ext/pyproject.toml": '[project]\nname = "ext"\ndependencies = ["lib"]\n[build-system]\nrequires = ["maturin"]\n',
      "lib/pyproject.toml": '[project]\nname = "lib"\n',
    });
    expect(projects(workspace)).toEqual(["ext-rs ext cargo lib", "lib lib python lib"]);
    expect(edges(workspace)).toEqual(["ext-rs -> lib (ext/pyproject.toml:3)"]);
    const inputs = JSON.stringify(workspace.projects[0]?.targets["test"]?.inputs);
    expect(inputs).toContain("rust-toolchain.toml");
    expect(inputs).toContain("pytest.ini");
  });
});

describe("what is wrong with a repository", () => {
  test("each broken manifest is named with its line, and the other projects are still there", async () => {
    const workspace = await read({
      "a/package.json": '{\n  "name": "a",\n  oops\n}',
      "b/pyproject.toml": "[project]\nname = =\n",
      "c/go.mod": "module example.com/c\nrequire (\n",
      "d/Cargo.toml": '[package]\nname = "d"\n[package]\n',
      "e/package.json": "[]",
      "ok/go.mod": "module example.com/ok\n",
    });
    expect(projects(workspace)).toEqual(["ok ok go lib"]);
    expect(workspace.warnings.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => "SLUICE_BROKEN_MANIFEST"));
    expect(workspace.warnings.map(({ message }) => message.replace(/: .*/, ""))).toEqual([
      "a/package.json:3",
      "b/pyproject.toml:2",
      "c/go.mod:2",
      "d/Cargo.toml:3",
      "e/package.json:1",
    ]);
    expect(workspace.broken).toEqual([
      { root: "a", manifest: "a/package.json" },
      { root: "b", manifest: "b/pyproject.toml" },
      { root: "c", manifest: "c/go.mod" },
      { root: "d", manifest: "d/Cargo.toml" },
      { root: "e", manifest: "e/package.json" },
    ]);
  });

  test("two projects of one name: a warning names both, and the second goes by its folder", async () => {
    const workspace = await read({
      "a/go.mod": "module example.com/a/tools\n",
      "b/go.mod": "module example.com/b/tools\nrequire example.com/a/tools v1.0.0\n",
    });
    expect(projects(workspace)).toEqual(["b b go lib", "tools a go lib"]);
    expect(edges(workspace)).toEqual(["b -> tools (b/go.mod:2)"]);
    expect(workspace.warnings).toEqual([{ code: "SLUICE_DUPLICATE_PROJECT", message: expect.stringContaining("a/go.mod and b/go.mod") }]);
  });

  test("a name that many want is one warning", async () => {
    const folders = ["a", "b", "c", "d"];
    const workspace = await read(Object.fromEntries(folders.map((folder) => [`${folder}/Cargo.toml`, '[package]\nname = "x"\n'])));
    expect(workspace.projects.map(({ name }) => name)).toEqual(["b", "c", "d", "x"]);
    expect(workspace.warnings.map(({ message }) => message.split(".")[0])).toEqual(["4 projects are called x: a/Cargo"]);
  });

  test("a folder keeps the name that is its path, and no two projects end up with one name", async () => {
    const nested = await read({
      "client/pkg/go.mod": "module example.com/client/pkg\n",
      "pkg/go.mod": "module example.com/pkg\n",
      "server/go.mod": "module example.com/server\nrequire example.com/client/pkg v1.0.0\n",
    });
    expect(projects(nested)).toEqual(["client/pkg client/pkg go lib", "pkg pkg go lib", "server server go lib"]);
    expect(edges(nested)).toEqual(["server -> client/pkg (server/go.mod:2)"]);
    expect(nested.warnings).toMatchObject([
      { message: expect.stringContaining("pkg/go.mod and client/pkg/go.mod. The second is called client/pkg") },
    ]);
    const crossed = await read({
      "a/b/go.mod": "module example.com/c\n",
      "a/c/go.mod": "module example.com/b\n",
      "b/go.mod": "module example.com/c\n",
    });
    expect(projects(crossed)).toEqual(["a/c a/c go lib", "b b go lib", "c a/b go lib"]);
    expect(crossed.warnings).toHaveLength(2);
  });

  test("ignored globs, files that git lists and the disk has not, and an empty repository", async () => {
    const manifest = "module example.com/x\n";
    const files = {
      "templates/x/go.mod": manifest,
      "y/go.mod": "module example.com/y\n",
      "new/{{cookiecutter.name}}/pyproject.toml": "[project]\nname = {{ name }}\n",
    };
    const workspace = await read(files, ["templates"]);
    expect(projects(workspace)).toEqual(["y y go lib"]);
    expect(workspace.warnings).toEqual([]);
    const { root } = temporaryFiles({});
    expect((await readWorkspace({ root, files: ["gone/go.mod"], configuration: noIgnores })).projects).toEqual([]);
    expect(await readWorkspace({ root, files: [], configuration: noIgnores })).toEqual({
      projects: [],
      dependencies: [],
      lockfiles: [],
      warnings: [],
      broken: [],
    });
  });

  test("another reader than the disk: the files of a revision", async () => {
    const contents = new Map([["svc/go.mod", "module example.com/svc\n"]]);
    const workspace = await readWorkspace({
      root: "/nowhere",
      files: contents.keys(),
      configuration: noIgnores,
      readFile: async (path) => contents.get(path) ?? null,
    });
    expect(projects(workspace)).toEqual(["svc svc go lib"]);
  });
});
