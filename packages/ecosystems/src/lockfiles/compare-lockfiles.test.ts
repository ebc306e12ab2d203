import { describe, expect, test } from "vitest";
import { compareLockfiles } from "./compare-lockfiles.ts";

const project = (root: string, name = root) => ({ name, root });

/** The comparison as plain data. */
function compare(kind: string, before: string | null, after: string | null, projects: { name: string; root: string }[], path = kind) {
  const { affected, unsure } = compareLockfiles({ kind, path, before, after, projects });
  return unsure ? { unsure, affected: [...affected.keys()] } : Object.fromEntries(affected);
}

const packageLock = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    name: "root",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "root", workspaces: ["packages/*"], devDependencies: { tool: "^1" } },
      "node_modules/tool": { version: "1.0.0", integrity: "sha512-tool" },
      "node_modules/a": { resolved: "packages/a", link: true },
      "node_modules/b": { resolved: "packages/b", link: true },
      "packages/a": { version: "1.0.0", dependencies: { x: "^1", b: "^1" } },
      "packages/b": { version: "1.0.0", devDependencies: { y: "^2" } },
      "packages/c": { version: "1.0.0", dependencies: { y: "^1" } },
      "node_modules/x": { version: "1.0.0", integrity: "sha512-x", dependencies: { deep: "*" } },
      "node_modules/deep": { version: "1.0.0" },
      "node_modules/y": { version: "1.0.0" },
      "packages/b/node_modules/y": { version: "2.0.0", peerDependencies: { deep: "*" } },
      ...changes,
    },
  });

const lockWithTwoVersions = (first: string, second: string) =>
  packageLock({
    "node_modules/x": { version: first },
    "packages/c": { dependencies: { x: "*", z: "*" } },
    "packages/c/node_modules/x": { version: second },
    "node_modules/z": { version: "1.0.0", dependencies: { x: "*" } },
  });

const lockWithOnePackage = (version: string) =>
  JSON.stringify({ lockfileVersion: 2, packages: { "": { dependencies: { x: "1" } }, "node_modules/x": { version } } });

const uvLock = ({
  fast = "1.0.0",
  extra = "1.0.0",
  dev = "1.0.0",
  metrics = "1.0.0",
  own = "1.0.0",
  hash = "sha256:a",
} = {}) => `version = 1
revision = 3

[[package]]
name = "research"
version = "${own}"
source = { editable = "." }
dependencies = [{ name = "Fast_api", extra = ["all"] }, { name = "telemetry" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "telemetry"
version = "${own}"
source = { editable = "../_shared/telemetry" }
dependencies = [{ name = "metrics" }]

[[package]]
name = "fast-api"
version = "${fast}"
source = { registry = "https://packages.example/simple" }
sdist = { url = "https://x/y", hash = "${hash}", size = 1 }
[package.optional-dependencies]
all = [{ name = "only-extra" }]
other = [{ name = "unused" }]

[[package]]
name = "only-extra"
version = "${extra}"
[[package]]
name = "pytest"
version = "${dev}"
[[package]]
name = "metrics"
version = "${metrics}"
[[package]]
name = "unused"
version = "${metrics}"
`;

const cargoEntry = (name: string, version: string, dependencies: string[] = [], source = true) =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${source ? 'source = "registry+https://x"\nchecksum = "c"\n' : ""}dependencies = ${JSON.stringify(dependencies)}\n`;

const cargoLock = (serde: string, rand: string, own = "1.0.0") =>
  [
    "version = 4\n",
    cargoEntry("omega", own, ["core", "rand 1.0.0"], false),
    cargoEntry("core", own, ["serde"], false),
    cargoEntry("serde", serde),
    cargoEntry("rand", "1.0.0"),
    cargoEntry("rand", rand),
  ].join("\n");

const pnpmLock = ({ x = "1.0.0", y = "1.0.0", version = "9.0" } = {}) => `lockfileVersion: '${version}'
importers:
  .: {}
  a:
    dependencies:
      x: { specifier: ^1, version: ${x}(y@${y}) }
      b: { specifier: 'workspace:*', version: link:../b }
  b:
    devDependencies:
      alias: { specifier: 'npm:y@1', version: y@${y} }
packages:
  x@${x}: { resolution: { integrity: sha512-x } }
  y@${y}: { resolution: { integrity: sha512-y } }
snapshots:
  x@${x}(y@${y}): { dependencies: { y: ${y} } }
  y@${y}: {}
`;

/** As pnpm 8 writes what {@link pnpmLockOfThat} says. */
const pnpmLock6 = () => `lockfileVersion: '6.0'
importers:
  a:
    dependencies:
      react-dom: { specifier: ^18.0.0, version: 18.2.0(react@18.2.0) }
  b:
    dependencies:
      alias: { specifier: npm:ms@2, version: /ms@2.1.3 }
packages:
  /ms@2.1.3:
    resolution: {integrity: ms}
    dev: false
  /react-dom@18.2.0(react@18.2.0):
    resolution: {integrity: dom}
    peerDependencies: { react: ^18.2.0 }
    dependencies: { react: 18.2.0 }
    dev: false
  /react@18.2.0:
    resolution: {integrity: react}
    engines: {node: '>=0.10.0'}
`;

/** As pnpm 9 does. */
const pnpmLockOfThat = ({ react = "18.2.0", ms = "2.1.3" } = {}) => `lockfileVersion: '9.0'
importers:
  a:
    dependencies:
      react-dom: { specifier: ^18.0.0, version: 18.2.0(react@${react}) }
  b:
    dependencies:
      alias: { specifier: npm:ms@2, version: ms@${ms} }
packages:
  ms@${ms}:
    resolution: {integrity: ms}
  react-dom@18.2.0:
    resolution: {integrity: dom}
    peerDependencies: { react: ^18.2.0 }
  react@${react}:
    resolution: {integrity: react}
    engines: {node: '>=0.10.0'}
snapshots:
  ms@${ms}: {}
  react-dom@18.2.0(react@${react}):
    dependencies: { react: ${react} }
  react@${react}: {}
`;

const pnpmEnvironment = (version: string) => `---
lockfileVersion: '9.0'
importers:
  .:
    configDependencies: {}
    packageManagerDependencies:
      pnpm: { specifier: ^12, version: ${version} }
packages:
  pnpm@${version}: { resolution: { integrity: sha512-p } }
snapshots:
  pnpm@${version}: {}
---
`;

const yarnLock = (x: string, y: string) => `__metadata:
  version: 8
"a@workspace:*, a@workspace:a":
  version: 0.0.0-use.local
  resolution: "a@workspace:a"
  dependencies:
    x: "npm:^1"
    b: "workspace:*"
"b@workspace:*, b@workspace:b":
  version: 0.0.0-use.local
  resolution: "b@workspace:b"
  dependencies:
    y: ^1
"x@npm:^1":
  version: ${x}
  resolution: "x@npm:${x}"
"y@npm:^1, y@npm:^1.0":
  version: ${y}
  resolution: "y@npm:${y}"
`;

const poetryLock = (version: string, hash: string) =>
  `[[package]]\nname = "Foo_bar"\nversion = "${version}"\n[metadata]\ncontent-hash = "${hash}"\n`;

describe("package-lock.json", () => {
  const projects = [project("packages/a"), project("packages/b"), project("packages/c")];

  test("a direct dependency, a deep one, a nested one, each concerns exactly who resolves to it", () => {
    expect(
      compare(
        "package-lock.json",
        packageLock(),
        packageLock({ "node_modules/x": { version: "1.0.1", dependencies: { deep: "*" } } }),
        projects,
      ),
    ).toEqual({ "packages/a": ["npm:x"] });
    expect(compare("package-lock.json", packageLock(), packageLock({ "node_modules/deep": { version: "2.0.0" } }), projects)).toEqual({
      "packages/a": ["npm:deep"],
      "packages/b": ["npm:deep"],
    });
    expect(compare("package-lock.json", packageLock(), packageLock({ "node_modules/y": { version: "1.5.0" } }), projects)).toEqual({
      "packages/c": ["npm:y"],
    });
    expect(compare("package-lock.json", packageLock(), packageLock({ "packages/b/node_modules/y": undefined }), projects)).toEqual({
      "packages/b": ["npm:deep", "npm:y"],
    });
  });

  test("another hash under the same version counts; own versions, formatting and unused packages do not", () => {
    expect(
      compare(
        "package-lock.json",
        packageLock(),
        packageLock({ "node_modules/x": { version: "1.0.0", integrity: "sha512-evil", dependencies: { deep: "*" } } }),
        projects,
      ),
    ).toEqual({ "packages/a": ["npm:x"] });
    expect(
      compare(
        "package-lock.json",
        packageLock(),
        packageLock({ "packages/b": { version: "9.0.0", devDependencies: { y: "^2" } }, "node_modules/unused": { version: "1.0.0" } }),
        projects,
      ),
    ).toEqual({});
    expect(compare("package-lock.json", packageLock(), JSON.stringify(JSON.parse(packageLock()), null, 4), projects)).toEqual({});
  });

  test("version 2 says the same as version 3", () => {
    const version2 = packageLock().replace('"lockfileVersion":3', '"lockfileVersion":2');
    expect(compare("package-lock.json", version2, packageLock(), projects)).toEqual({});
    expect(compare("package-lock.json", version2, packageLock({ "node_modules/deep": { version: "2.0.0" } }), projects)).toMatchObject({
      "packages/a": ["npm:deep"],
    });
  });

  test("what the root installs concerns everyone", () => {
    expect(compare("package-lock.json", packageLock(), packageLock({ "node_modules/tool": { version: "1.0.1" } }), projects)).toEqual({
      "packages/a": ["npm:tool"],
      "packages/b": ["npm:tool"],
      "packages/c": ["npm:tool"],
    });
  });

  test("the same two versions, but another one for a project", () => {
    expect(compare("package-lock.json", lockWithTwoVersions("1.0.0", "2.0.0"), lockWithTwoVersions("2.0.0", "1.0.0"), projects)).toEqual({
      "packages/a": ["npm:x"],
      "packages/c": ["npm:x"],
    });
  });

  test("unsure: version 1, no packages, a syntax error, a new or deleted file; a project it does not list", () => {
    const names = projects.map(({ name }) => name);
    for (const text of ['{ "lockfileVersion": 1 }', "{}", "<<<<<<< ours", null]) {
      expect(compare("package-lock.json", packageLock(), text, projects)).toEqual({ unsure: true, affected: names });
      expect(compare("package-lock.json", text, packageLock(), projects)).toEqual({ unsure: true, affected: names });
    }
    expect(
      compare("package-lock.json", packageLock(), packageLock({ "node_modules/unused": { version: "1.0.0" } }), [project("packages/new")]),
    ).toEqual({
      "packages/new": [],
    });
    expect(compare("package-lock.json", "<<<", "<<<", projects)).toEqual({});
  });

  test("a lockfile below the root", () => {
    expect(
      compare("package-lock.json", lockWithOnePackage("1.0.0"), lockWithOnePackage("1.0.1"), [project("web")], "web/package-lock.json"),
    ).toEqual({
      web: ["npm:x"],
    });
  });
});

describe("uv.lock", () => {
  const research = project("services/research", "research");
  const path = "services/research/uv.lock";

  test("dependencies, extras that are asked for, groups, and those of a local library that has another lockfile", () => {
    expect(compare("uv.lock", uvLock(), uvLock({ fast: "1.1.0" }), [research], path)).toEqual({ research: ["pypi:fast-api"] });
    expect(compare("uv.lock", uvLock(), uvLock({ hash: "sha256:b" }), [research], path)).toEqual({ research: ["pypi:fast-api"] });
    expect(compare("uv.lock", uvLock(), uvLock({ extra: "1.1.0" }), [research], path)).toEqual({ research: ["pypi:only-extra"] });
    expect(compare("uv.lock", uvLock(), uvLock({ dev: "1.1.0" }), [research], path)).toEqual({ research: ["pypi:pytest"] });
    expect(compare("uv.lock", uvLock(), uvLock({ metrics: "1.1.0" }), [research], path)).toEqual({ research: ["pypi:metrics"] });
    expect(compare("uv.lock", uvLock(), uvLock({ own: "2.0.0" }), [research], path)).toEqual({});
    expect(compare("uv.lock", uvLock(), uvLock().replace("revision = 3", "revision = 4"), [research], path)).toEqual({});
  });

  test("a library that installs from the same lockfile answers for itself", () => {
    const telemetry = project("services/_shared/telemetry", "telemetry");
    expect(compare("uv.lock", uvLock(), uvLock({ metrics: "1.1.0" }), [research, telemetry], path)).toEqual({
      telemetry: ["pypi:metrics"],
    });
  });

  test("unsure for another version", () => {
    expect(compare("uv.lock", uvLock(), uvLock().replace("version = 1\n", "version = 2\n"), [research], path)).toEqual({
      unsure: true,
      affected: ["research"],
    });
  });
});

const lockWithMarkers = (python: string) => `version = 1
[[package]]
name = "research"
source = { editable = "." }
dependencies = [
  { name = "numpy", version = "1.0.0", source = { registry = "https://x.test" }, marker = "python_full_version < '${python}'" },
  { name = "numpy", version = "2.0.0", source = { registry = "https://x.test" }, marker = "python_full_version >= '${python}'" },
]
[[package]]
name = "numpy"
version = "1.0.0"
source = { registry = "https://x.test" }
[[package]]
name = "numpy"
version = "2.0.0"
source = { registry = "https://x.test" }
`;

const lockWithCatalog = (y: string) => `__metadata:
  version: 8

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."

"a@workspace:a":
  resolution: "a@workspace:a"
  dependencies:
    x: "catalog:"

"b@workspace:b":
  resolution: "b@workspace:b"

"x@npm:1.0.0":
  resolution: "x@npm:1.0.0"
  dependencies:
    y: "npm:^1.0.0"

"y@npm:${y}":
  resolution: "y@npm:${y}"
`;

test("uv.lock: a marker that moves gives somebody another one of two versions", () => {
  const research = project("services/research", "research");
  const path = "services/research/uv.lock";
  expect(compare("uv.lock", lockWithMarkers("3.12"), lockWithMarkers("3.13"), [research], path)).toEqual({ research: ["pypi:numpy"] });
  expect(compare("uv.lock", lockWithMarkers("3.12"), `${lockWithMarkers("3.12")}# a comment\n`, [research], path)).toEqual({});
});

test("Cargo.lock: a crate in a project that is called otherwise", () => {
  const projects = [{ ...project("native", "@acme/native"), requests: ["omega"] }, project("core")];
  expect(compare("Cargo.lock", cargoLock("1.0.0", "0.8.0"), cargoLock("1.0.1", "0.8.0"), projects)).toEqual({ core: ["crates:serde"] });
  expect(compare("Cargo.lock", cargoLock("1.0.0", "0.8.0"), cargoLock("1.0.0", "0.8.0", "2.0.0"), projects)).toEqual({});
});

test("yarn.lock: a range that resolutions or a catalog replaced", () => {
  expect(compare("yarn.lock", lockWithCatalog("1.0.0"), lockWithCatalog("1.0.1"), [project("a"), project("b")])).toEqual({ a: ["npm:y"] });
});

describe("Cargo.lock", () => {
  const projects = [project("omega"), project("omega/crates/core", "core")];

  test("exactly the crate whose closure changed", () => {
    expect(compare("Cargo.lock", cargoLock("1.0.0", "0.8.0"), cargoLock("1.0.1", "0.8.0"), projects)).toEqual({ core: ["crates:serde"] });
    expect(compare("Cargo.lock", cargoLock("1.0.0", "0.8.0"), cargoLock("1.0.0", "0.9.0", "2.0.0"), projects)).toEqual({});
    expect(compare("Cargo.lock", cargoLock("1.0.0", "0.8.0"), cargoLock("1.0.1", "0.8.0"), [project("omega")])).toEqual({
      omega: ["crates:serde"],
    });
  });

  test("unsure for a version that is not known", () => {
    expect(compare("Cargo.lock", cargoLock("1", "2"), cargoLock("1", "2").replace("= 4", "= 9"), projects)).toEqual({
      unsure: true,
      affected: ["omega", "core"],
    });
  });
});

describe("go.sum", () => {
  const projects = [project("router")];
  test("content hashes count, hashes of go.mod files do not", () => {
    const sum = "golang.org/x/net v0.1.0 h1:a=\ngolang.org/x/net v0.1.0/go.mod h1:b=\n";
    expect(compare("go.sum", sum, sum.replace("h1:a=", "h1:c="), projects)).toEqual({ router: ["go:golang.org/x/net"] });
    expect(compare("go.sum", sum, sum.replace("h1:b=", "h1:c="), projects)).toEqual({});
  });
});

describe("pnpm-lock.yaml and yarn.lock", () => {
  const projects = [project("a"), project("b")];

  test("Rush: paths in its lockfile start where it installs, and its list of projects concerns nobody", () => {
    const [before, after] = ["1.0.0", "1.0.1"].map((x) =>
      pnpmLock({ x })
        .replace(/^ {2}a:/m, "  ../../apps/a:")
        .replace(/^ {2}b:/m, "  ../../libraries/b:"),
    );
    const rushProjects = [
      { name: "a", root: "apps/a" },
      { name: "b", root: "libraries/b" },
    ];
    const path = "common/config/rush/pnpm-lock.yaml";
    const changed = compareLockfiles({
      kind: "pnpm-lock.yaml",
      path,
      before: before ?? null,
      after: after ?? null,
      projects: rushProjects,
    });
    expect(changed).toEqual({ affected: new Map([["a", ["npm:x"]]]), unsure: false });
    const settings = '{ "rushVersion": "5.1.0", "projects": [] }';
    const affectedBy = (text: string) =>
      compareLockfiles({ kind: "rush.json", path: "rush.json", before: settings, after: text, projects: rushProjects }).affected.size;
    expect(affectedBy('{ "rushVersion": "5.1.0", "projects": [{ "packageName": "c", "projectFolder": "c" }] }')).toBe(0);
    expect(affectedBy('{ "rushVersion": "5.2.0", "projects": [] }')).toBe(2);
  });

  test("pnpm 9", () => {
    expect(compare("pnpm-lock.yaml", pnpmLock(), pnpmLock({ x: "1.0.1" }), projects)).toEqual({ a: ["npm:x"] });
    expect(compare("pnpm-lock.yaml", pnpmLock(), pnpmLock({ y: "1.0.1" }), projects)).toEqual({ a: ["npm:x", "npm:y"], b: ["npm:y"] });
    expect(compare("pnpm-lock.yaml", pnpmLock(), pnpmLock({ version: "5.4" }), projects)).toEqual({ unsure: true, affected: ["a", "b"] });
    expect(compare("pnpm-lock.yaml", pnpmLock(), "a: [", projects)).toEqual({ unsure: true, affected: ["a", "b"] });
  });

  test("pnpm 6 and 9 write the same packages each in its own way", () => {
    expect(compare("pnpm-lock.yaml", pnpmLock6(), pnpmLockOfThat(), projects)).toEqual({});
    expect(compare("pnpm-lock.yaml", pnpmLockOfThat({ react: "18.3.0" }), pnpmLock6(), projects)).toEqual({
      a: ["npm:react", "npm:react-dom"],
    });
    expect(compare("pnpm-lock.yaml", pnpmLock6(), pnpmLockOfThat({ ms: "2.2.0" }), projects)).toEqual({ b: ["npm:ms"] });
  });

  test("pnpm 11 and later, which write what pnpm itself needs into a document before", () => {
    const before = pnpmEnvironment("12.0.0") + pnpmLock();
    expect(compare("pnpm-lock.yaml", before, pnpmEnvironment("12.0.0") + pnpmLock({ x: "1.0.1" }), projects)).toEqual({ a: ["npm:x"] });
    const everyone = { a: ["npm:pnpm"], b: ["npm:pnpm"] };
    expect(compare("pnpm-lock.yaml", before, pnpmEnvironment("12.0.1") + pnpmLock(), projects)).toEqual(everyone);
    expect(compare("pnpm-lock.yaml", before, pnpmLock(), projects)).toEqual(everyone);
  });

  test("unsure for what Yarn and Bun may write one day, and for what only Bun reads", () => {
    const unsure = { unsure: true, affected: ["a", "b"] };
    const before = yarnLock("1.0.0", "1.0.0");
    expect(compare("yarn.lock", before, before.replace("version: 8", "version: 10"), projects)).toEqual({});
    expect(compare("yarn.lock", before, before.replace("version: 8", "version: 99"), projects)).toEqual(unsure);
    expect(compare("yarn.lock", before, before.replace("  version: 8\n", "  cacheKey: 1\n"), projects)).toEqual(unsure);
    expect(compare("bun.lockb", "\u0001", "\u0002", projects)).toEqual(unsure);
  });

  test("Yarn 4; unsure for Yarn 1 without what the projects ask for", () => {
    expect(compare("yarn.lock", yarnLock("1.0.0", "1.0.0"), yarnLock("1.0.1", "1.0.0"), projects)).toEqual({ a: ["npm:x"] });
    expect(compare("yarn.lock", yarnLock("1.0.0", "1.0.0"), yarnLock("1.0.0", "1.0.1"), projects)).toEqual({ b: ["npm:y"] });
    expect(compare("yarn.lock", "# yarn lockfile v1\n", "# yarn lockfile v1\nx@^1:\n  version 1\n", projects)).toEqual({
      unsure: true,
      affected: ["a", "b"],
    });
  });
});

const yarnLock1 = (x: string, y: string, deep = "1.0.0") => `# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


"@s/x@^1.0.0", "@s/x@>= 1 < 2":
  version "${x}"
  resolved "https://registry.yarnpkg.com/@s/x/-/x-${x}.tgz#abc"
  integrity sha512-x
  dependencies:
    deep "^1.0.0"

deep@^1.0.0:
  version "${deep}"
  resolved "https://registry.yarnpkg.com/deep/-/deep-${deep}.tgz#abc"

y@2.0.0:
  version "${y}"
`;

const asking = (requests: Record<string, string[]>) =>
  Object.entries(requests).map(([name, list]) => ({ ...project(name), requests: list }));

describe("yarn.lock of Yarn 1", () => {
  const projects = asking({ a: ["@s/x@>= 1 < 2", "b@*"], b: ["y@^1"], c: ["deep@^1.0.0"] });

  test("exact by what each project asks for; a range that a resolution replaced counts by name", () => {
    expect(compare("yarn.lock", yarnLock1("1.0.0", "2.0.0"), yarnLock1("1.0.1", "2.0.0"), projects)).toEqual({ a: ["npm:@s/x"] });
    expect(compare("yarn.lock", yarnLock1("1.0.0", "2.0.0"), yarnLock1("1.0.0", "2.0.1"), projects)).toEqual({ b: ["npm:y"] });
    expect(compare("yarn.lock", yarnLock1("1.0.0", "2.0.0"), yarnLock1("1.0.0", "2.0.0", "1.1.0"), projects)).toEqual({
      a: ["npm:deep"],
      c: ["npm:deep"],
    });
  });

  test("unsure for a line that is not of the format", () => {
    const broken = `${yarnLock1("1.0.0", "2.0.0")}\n<<<<<<< HEAD\n`;
    expect(compare("yarn.lock", yarnLock1("1.0.0", "2.0.0"), broken, projects)).toEqual({ unsure: true, affected: ["a", "b", "c"] });
  });
});

describe("other Python locks", () => {
  const projects = [project("svc")];
  test("poetry.lock, Pipfile.lock and requirements files from elsewhere", () => {
    expect(compare("poetry.lock", poetryLock("1", "a"), poetryLock("2", "b"), projects)).toEqual({ svc: ["pypi:foo-bar"] });
    expect(compare("poetry.lock", poetryLock("1", "a"), poetryLock("1", "b"), projects)).toEqual({});
    expect(
      compare("Pipfile.lock", '{ "default": { "x": { "version": "==1" } } }', '{ "default": { "x": { "version": "==2" } } }', projects),
    ).toEqual({ svc: ["pypi:x"] });
    expect(compare("Pipfile.lock", '{ "docs": {} }', '{ "docs": { "y": {} } }', projects)).toEqual({ svc: ["pypi:y"] });
    expect(compare("requirements.txt", "# a\nx==1\n", "# b\nx==1\n\n", projects)).toEqual({});
    expect(compare("requirements.txt", "x==1\n", "x==2\n", projects)).toEqual({ svc: ["pypi:x"] });
    expect(compare("requirements.txt", "x==1\n", "x==1\n--no-index\n", projects)).toEqual({ svc: [] });
  });
});

test.each([
  ["poetry.lock", '[metadata]\nlock-version = "2.1"\n', '[metadata]\nlock-version = "9.0"\n'],
  ["pdm.lock", '[metadata]\nlock_version = "4.5.0"\n', '[metadata]\nlock_version = "9"\n'],
  ["Pipfile.lock", '{ "_meta": { "pipfile-spec": 6 } }', '{ "_meta": { "pipfile-spec": 99 } }'],
])("unsure for a %s of a version that is not known", (kind, known, unknown) => {
  expect(compare(kind, known, unknown, [project("svc")])).toEqual({ unsure: true, affected: ["svc"] });
  expect(compare(kind, known, `${known}\n`, [project("svc")])).toEqual({});
});

const pnpmWorkspace = (one: string, two: string, rest = "") =>
  `packages: [p]\ncatalog: { zod: ${one}, q: "1" }\ncatalogs: { t: { zod: ${two} } }\n${rest}`;

describe("manifests that projects inherit from", () => {
  const projects = [project("a")];
  test.each([
    [
      "package.json",
      '{ "overrides": { "x": "1" }, "pnpm": { "patchedDependencies": { "y": "z" } } }',
      '{ "resolutions": { "x": "2" } }',
      '{ "engines": { "node": "24" } }',
    ],
    ["pnpm-workspace.yaml", "overrides: { x: 1 }\npatchedDependencies: { y: p }\n", "packageExtensions: { x: {} }\n", "hoist: false\n"],
    ["Cargo.toml", '[patch.crates-io]\nx = { path = "x" }\n', "", "[profile.release]\nlto = true\n"],
    [
      "pyproject.toml",
      '[tool.uv]\noverride-dependencies = ["x==1"]\nexclude-newer-package = { y = "2026-01-01" }\n',
      "",
      "[tool.ruff]\nline-length = 1\n",
    ],
  ])("what overrides in a %s do shows in the lockfile beside it, when that changed too", (kind, before, after, setting) => {
    const options = { kind, path: kind, before, after, projects };
    expect(compareLockfiles(options).affected).toEqual(new Map([["a", []]]));
    expect(compareLockfiles({ ...options, isLocked: true }).affected).toEqual(new Map());
    expect(compareLockfiles({ ...options, after: setting, isLocked: true }).affected).toEqual(new Map([["a", []]]));
  });

  test("what pnpm may choose from shows in what it chose", () => {
    const policy = 'minimumReleaseAgeExclude: ["x@1"]\ntrustPolicy: no-downgrade\npeerDependencyRules: { ignoreMissing: [x] }\n';
    expect(compare("pnpm-workspace.yaml", "hoist: true\n", `hoist: true\n${policy}`, projects)).toEqual({});
    expect(compare("package.json", '{ "pnpm": { "updateConfig": {} } }', "{}", projects)).toEqual({});
    expect(compare("package.json", '{ "pnpm": { "hoist": false } }', "{}", projects)).toEqual({ a: [] });
  });

  test("only what is inherited counts", () => {
    expect(compare("package.json", '{ "version": "1", "scripts": {} }', '{ "version": "2", "scripts": { "x": "y" } }', projects)).toEqual(
      {},
    );
    expect(compare("package.json", "{}", '{ "overrides": { "x": "1" } }', projects)).toEqual({ a: [] });
    expect(
      compare("Cargo.toml", '[workspace]\nmembers = ["a"]\n[dependencies]\nx = "1"\n', '[workspace]\nmembers = ["a", "b"]\n', projects),
    ).toEqual({});
    expect(compare("Cargo.toml", '[workspace.dependencies]\nx = "1"\n', '[workspace.dependencies]\nx = "2"\n', projects)).toEqual({
      a: [],
    });
    const asking = ["a", "b"].map((name) => ({
      ...project(name),
      requests: name === "a" ? ["x", "lints", "package.edition", "zod@catalog:", "zod@catalog:t"] : ["y", "package.version"],
    }));
    expect(compare("Cargo.toml", '[workspace.dependencies]\nx = "1"\n', '[workspace.dependencies]\nx = "2"\n', asking)).toEqual({ a: [] });
    const versions = ["1", "2"].map((version) => `[workspace.package]\nversion = "${version}"\nedition = "1"\n`);
    expect(compare("Cargo.toml", versions[0] ?? "", versions[1] ?? "", asking)).toEqual({ b: [] });
    const lints = ['[workspace.lints.rust]\nunsafe_code = "deny"\n', '[workspace]\nresolver = "3"\n'];
    expect(lints.map((text) => compare("Cargo.toml", "[workspace]\n", text, asking))).toEqual([{ a: [] }, { a: [], b: [] }]);
    expect(compare("pnpm-workspace.yaml", pnpmWorkspace("1", "1"), pnpmWorkspace("2", "1"), asking)).toEqual({ a: [] });
    expect(compare("pnpm-workspace.yaml", pnpmWorkspace("1", "1"), pnpmWorkspace("1", "2"), asking)).toEqual({ a: [] });
    expect(compare("pnpm-workspace.yaml", pnpmWorkspace("1", "1"), pnpmWorkspace("1", "1").replace("q:", "r:"), asking)).toEqual({});
    const overrides = 'overrides: { q: "catalog:" }\n';
    expect(compare("pnpm-workspace.yaml", pnpmWorkspace("1", "1", overrides), pnpmWorkspace("2", "1", overrides), asking)).toEqual({
      a: [],
      b: [],
    });
    expect(compare("pyproject.toml", "[tool.uv.workspace]\nmembers = []\n", '[tool.uv.workspace]\nmembers = ["b"]\n', projects)).toEqual(
      {},
    );
    expect(compare("pyproject.toml", "", "[tool.ruff]\nline-length = 1\n", projects)).toEqual({ a: [] });
    expect(compare("go.work", "go 1.24\nuse ./a\n", "go 1.24\n\n// a comment\nuse ./a\n", projects)).toEqual({});
    // Who has requests is used by it.
    expect(compare("go.work", "go 1.24\nuse ./a\n", "go 1.25\nuse ./a\n", [...projects, ...asking.slice(1)])).toEqual({ b: [] });
  });
});
