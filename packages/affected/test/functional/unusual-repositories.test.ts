import { mkdirSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { manifest, names, AffectedRepository } from "./fixture.ts";

/** Commits `files`, then `changes`, and gives the names of the affected projects. */
async function affectedBy(files: Record<string, string>, changes: Record<string, string | null>): Promise<string[]> {
  using repository = AffectedRepository.init();
  const base = repository.commit(files);
  repository.commit(changes);
  return names(await repository.affected({ base }));
}

const go = (...lines: string[]) => ["module example.com/shop", "go 1.24", ...lines, ""].join("\n");

const lock = (version: string) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { workspaces: ["apps/*"] },
      "apps/shop": { dependencies: { zod: "*" } },
      "apps/blog": {},
      "node_modules/shop": { link: true, resolved: "apps/shop" },
      "node_modules/blog": { link: true, resolved: "apps/blog" },
      "node_modules/zod": { version, integrity: `sha512-${version}` },
    },
  });

describe("services that share a go.mod", () => {
  const [zap, gin] = ["require go.uber.org/zap v1.0.0", "require github.com/gin-gonic/gin v1.0.0"];
  const files = {
    "go.mod": go(zap, gin),
    "go.sum": "go.uber.org/zap v1.0.0 h1:a=\n",
    "cmd/api/Dockerfile": "FROM scratch\n",
    "cmd/api/main.go": 'package main\nimport "example.com/shop/internal/log"\n',
    "cmd/web/Dockerfile": "FROM scratch\n",
    "cmd/web/main.go": 'package main\nimport "github.com/gin-gonic/gin"\n',
    "cmd/plain/Dockerfile": "FROM scratch\n",
    "cmd/plain/main.go": 'package main\nimport "net/http"\n',
    "internal/log/log.go": 'package log\nimport "go.uber.org/zap"\n',
  };

  it.each<[string, Record<string, string>, string[]]>([
    ["a module that is gone", { "go.mod": go(gin) }, ["api", "shop"]],
    ["a module that is new", { "go.mod": go(zap, gin, "require example.com/x v1.0.0") }, ["shop"]],
    ["another version", { "go.mod": go(zap.replace("v1.0.0", "v1.1.0"), gin), "go.sum": "" }, ["api", "shop", "web"]],
    ["another Go", { "go.mod": go(zap, gin).replace("1.24", "1.25") }, ["api", "plain", "shop", "web"]],
    ["a package of the module", { "internal/log/log.go": "package log\n" }, ["api", "shop"]],
    ["another content of a version", { "go.sum": "go.uber.org/zap v1.0.0 h1:b=\n" }, ["api", "shop", "web"]],
  ])("%s", async (_, changes, expected) => {
    expect(await affectedBy(files, changes)).toEqual(expected);
  });
});

it("what is vendored concerns the modules of a go.work that require anything, and services that import anything, of a module that they share", async () => {
  const files = {
    "go.work": "go 1.24\nuse ./a\nuse ./b\n",
    "a/go.mod": "module example.com/a\nrequire example.com/x v1.0.0\n",
    "b/go.mod": "module example.com/b\n",
    "vendor/modules.txt": "## workspace\n",
    "vendor/example.com/x/x.go": "package x\n",
    "mono/go.work": "use .\n",
    "mono/go.mod": "module example.com/mono\ngo 1.24\nrequire example.com/y v1.0.0\n",
    "mono/vendor/modules.txt": "",
    "mono/vendor/example.com/y/y.go": "package y\n",
    "mono/cmd/api/package.json": manifest("api"),
    "mono/cmd/api/main.go": 'package main\nimport "example.com/y"\n',
    "mono/cmd/plain/package.json": manifest("plain"),
    "mono/cmd/plain/main.go": 'package main\nimport "fmt"\n',
  };
  expect(await affectedBy(files, { "vendor/example.com/x/x.go": null, "vendor/example.com/x/y.go": "package x\n" })).toEqual(["a"]);
  expect(await affectedBy(files, { "mono/vendor/example.com/y/y.go": "package y // patched\n" })).toEqual(["api", "mono"]);
});

describe("a go.work", () => {
  const files = {
    "go.work": "go 1.24\nuse (\n./a\n./b\n./c\n)\nreplace example.com/x => example.com/fork v1.0.0\n",
    "a/go.mod": "module example.com/a\nrequire example.com/x v1.0.0\nrequire example.com/v v1.0.0\n",
    "b/go.mod": "module example.com/b\nrequire example.com/x v1.0.0\n",
    "c/go.mod": "module example.com/c\nreplace example.com/v => ../third_party/v\n",
    "third_party/v/go.mod": "module example.com/v\n",
    "third_party/v/v.go": "package v\n",
  };

  it("that replaces something concerns the modules that require it", async () => {
    const text = files["go.work"].replace("fork v1.0.0", "fork v1.0.1");
    expect(await affectedBy(files, { "go.work": text })).toEqual(["a", "b"]);
  });

  // As the go command has it: below a go.work no module is built that it does not use.
  it("concerns modules that it does not use where it appears or goes away, and services that share a module of it", async () => {
    const shared = {
      "go.work": "go 1.24\nuse ./a\nuse ./mono\n",
      "a/go.mod": "module example.com/a\nrequire example.com/x v1.0.0\n",
      "loose/go.mod": "module example.com/loose\n",
      "mono/go.mod": "module example.com/mono\ngo 1.24\nrequire example.com/x v1.0.0\n",
      "mono/cmd/api/package.json": manifest("api"),
      "mono/cmd/api/main.go": 'package main\nimport "example.com/x"\n',
      "mono/cmd/plain/package.json": manifest("plain"),
      "mono/cmd/plain/main.go": "package main\n",
    };
    expect(await affectedBy(shared, { "go.work": null })).toEqual(["a", "api", "loose", "mono", "plain"]);
    expect(await affectedBy({ ...shared, "go.work": "go 1.24\n" }, { "go.work": "go 1.25\n" })).toEqual([]);
    expect(await affectedBy(shared, { "go.work": "go 1.25\nuse ./a\nuse ./mono\n" })).toEqual(["a", "api", "mono", "plain"]);
    expect(await affectedBy(shared, { "a/go.mod": "module example.com/a\nrequire example.com/x v1.1.0\n" })).toEqual(["a", "api", "mono"]);
    expect(await affectedBy(shared, { "go.work": "go 1.24\nuse ./a\n" })).toEqual(["api", "mono", "plain"]);
  });

  it("carries a module's replacement to the others", async () => {
    expect(await affectedBy(files, { "third_party/v/v.go": "package v // changed\n" })).toEqual(["a", "c"]);
    expect(await affectedBy(files, { "c/go.mod": "module example.com/c\nreplace example.com/v => example.com/w v1.0.0\n" })).toEqual([
      "a",
      "c",
    ]);
  });
});

describe("repositories as they are", () => {
  it("a PyO3 crate and a napi crate carry a change in Rust to Python and TypeScript", async () => {
    const files = {
      "package.json": '{ "private": true, "workspaces": ["rust/node", "web"] }',
      "rust/core/Cargo.toml": '[package]\nname = "core"\n',
      "rust/core/src/lib.rs": "",
      "rust/py/Cargo.toml": '[package]\nname = "py-ext"\n[dependencies]\ncore = { path = "../core" }\n',
      "rust/py/pyproject.toml": '[project]\nname = "fastcore"\n[tool.maturin]\nfeatures = []\n',
      "rust/node/Cargo.toml": '[package]\nname = "node-ext"\n[dependencies]\ncore = { path = "../core" }\n',
      "rust/node/package.json": manifest("@acme/native"),
      "svc/pyproject.toml": '[project]\nname = "svc"\ndependencies = ["fastcore"]\n',
      "web/package.json": manifest("web", { "@acme/native": "*" }),
      "other/pyproject.toml": '[project]\nname = "other"\n',
    };
    expect(await affectedBy(files, { "rust/core/src/lib.rs": "// 2\n" })).toEqual(["@acme/native", "core", "py-ext", "svc", "web"]);
  });

  it("a workspace apart from the root, one in a project of another, and a lockfile for each", async () => {
    const files = {
      "front/package.json": '{ "name": "front", "private": true, "workspaces": ["apps/*"] }',
      "front/package-lock.json": lock("1.0.0"),
      "front/apps/shop/package.json": manifest("shop", { zod: "*" }),
      "front/apps/blog/package.json": manifest("blog"),
      "front/apps/shop/crates/Cargo.toml": '[workspace]\nmembers = ["one", "two"]\n[workspace.dependencies]\none = { path = "one" }\n',
      "front/apps/shop/crates/one/Cargo.toml": '[package]\nname = "one"\n',
      "front/apps/shop/crates/two/Cargo.toml": '[package]\nname = "two"\n[dependencies]\none.workspace = true\n',
      "svc/go.mod": "module example.com/svc\n",
    };
    expect(await affectedBy(files, { "front/package-lock.json": lock("1.0.1") })).toEqual(["shop"]);
    expect(await affectedBy(files, { "front/apps/shop/crates/one/src/lib.rs": "" })).toEqual(["one", "two"]);
  });

  it("a module nested in a service is told from it, and a root manifest that is a project has the rest", async () => {
    const files = {
      "Cargo.toml": '[package]\nname = "root-crate"\n[workspace]\nmembers = ["crates/a"]\n',
      "src/lib.rs": "",
      "crates/a/Cargo.toml": '[package]\nname = "a"\n[dependencies]\nroot-crate = { path = "../.." }\n',
      "svc/go.mod": "module example.com/svc\n",
      "svc/svc.go": "package svc\n",
      "svc/test/perf/go.mod": "module example.com/svc/test/perf\nrequire example.com/svc v0.0.0\nreplace example.com/svc => ../..\n",
      "svc/test/perf/perf.go": "package perf\n",
    };
    expect(await affectedBy(files, { "svc/test/perf/perf.go": "package perf // 2\n" })).toEqual(["perf"]);
    expect(await affectedBy(files, { "svc/svc.go": "package svc // 2\n" })).toEqual(["perf", "svc"]);
    expect(await affectedBy(files, { "src/lib.rs": "// 2\n" })).toEqual(["a", "root-crate"]);
    expect(await affectedBy(files, { "anything.txt": "" })).toEqual(["a", "root-crate"]);
  });

  it("vendored packages make no projects, and concern who names them by their path", async () => {
    const files = {
      "package.json": '{ "private": true, "workspaces": ["js/*"] }',
      "js/a/package.json": manifest("a", { x: "file:../../third_party/x" }),
      "js/b/package.json": manifest("b"),
      "third_party/x/package.json": manifest("x"),
      "third_party/x/lib/x.js": "1",
      "go/svc/go.mod": "module example.com/svc\n",
      "go/svc/vendor/example.com/y/go.mod": "module example.com/y\n",
    };
    expect(await affectedBy(files, { "third_party/x/lib/x.js": "2" })).toEqual(["a"]);
    expect(await affectedBy(files, { "third_party/x/lib/x.js": null, "third_party/x/package.json": null })).toEqual(["a"]);
    expect(await affectedBy(files, { "go/svc/vendor/example.com/y/go.mod": "module example.com/y // 2\n" })).toEqual(["svc"]);
  });

  it("what .gitignore names is no project, until it does so no longer", async () => {
    using repository = AffectedRepository.init();
    const base = repository.commit({ ".gitignore": "generated\n", "a/go.mod": "module example.com/a\n" });
    repository.write({ "generated/b/go.mod": "module example.com/b\n" });
    expect(names(await repository.affected({ base }))).toEqual([]);
    repository.write({ ".gitignore": "" });
    expect(names(await repository.affected({ base }))).toEqual(["b"]);
  });

  it("a submodule that moves on concerns the project it is in and who imports from it", async () => {
    using inner = AffectedRepository.init();
    inner.commit({ "src/x.js": "1" });
    using repository = AffectedRepository.init();
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", `file://${inner.root}`, "shared");
    const base = repository.commit({
      "package.json": '{ "private": true, "workspaces": ["js/*"] }',
      "js/a/package.json": manifest("a"),
      "js/a/a.js": 'import "../../shared/src/x.js";\n',
      "js/b/package.json": manifest("b"),
    });
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", "-m", "2"], {
      cwd: `${repository.root}/shared`,
    });
    expect(names(await repository.affected({ base }))).toEqual(["a"]);
    repository.commit();
    expect(names(await repository.affected({ base, head: "HEAD" }))).toEqual(["a"]);
  });
});

describe("bad input", () => {
  it.skipIf(process.platform !== "linux")("a folder whose name is no UTF-8 is a project like any other", async () => {
    using repository = AffectedRepository.init();
    repository.commit({ "x.txt": "1" });
    const folder = Buffer.concat([Buffer.from(`${repository.root}/`), Buffer.from([0x70, 0xff])]);
    const write = (name: string, text: string) => writeFileSync(Buffer.concat([folder, Buffer.from(`/${name}`)]), text);
    mkdirSync(folder);
    write("go.mod", "module example.com/odd\n");
    expect(names(await repository.affected({ base: "HEAD" }))).toEqual(["odd"]);
    repository.commit();
    write("odd.go", "package odd\n");
    expect(names(await repository.affected({ base: "HEAD" }))).toEqual(["odd"]);
    repository.commit();
    expect(names(await repository.affected({ base: "HEAD~1", head: "HEAD" }))).toEqual(["odd"]);
  });

  it("a cycle of dependencies affects all of it, once", async () => {
    const files = {
      "package.json": '{ "private": true, "workspaces": ["js/*"] }',
      "js/a/package.json": manifest("a", { b: "*" }),
      "js/b/package.json": manifest("b", { c: "*" }),
      "js/c/package.json": manifest("c", { a: "*" }),
      "js/d/package.json": manifest("d"),
    };
    expect(await affectedBy(files, { "js/b/x.js": "" })).toEqual(["a", "b", "c"]);
  });

  it("a lockfile of a version that is not known concerns everyone who has it, with a warning", async () => {
    using repository = AffectedRepository.init();
    const files = { "package.json": '{ "private": true, "workspaces": ["js/*"] }', "js/a/package.json": manifest("a") };
    const base = repository.commit({
      ...files,
      "package-lock.json": '{ "lockfileVersion": 9, "packages": {} }',
      "svc/go.mod": "module s\n",
    });
    repository.commit({ "package-lock.json": '{ "lockfileVersion": 9, "packages": { "x": {} } }' });
    const result = await repository.affected({ base });
    expect({ names: names(result), codes: result.warnings.map(({ code }) => code) }).toEqual({
      names: ["a"],
      codes: ["SLUICE_LOCKFILE_UNSURE"],
    });
  });

  it("a hundred thousand changed files are told like one", async () => {
    using repository = AffectedRepository.init();
    const base = repository.commit({ "a/go.mod": "module example.com/a\n", "b/go.mod": "module example.com/b\n" });
    const stream = [
      "blob\nmark :1\ndata 1\nx\n",
      `commit refs/heads/main\nmark :2\ncommitter A <a@example.com> 1767323045 +0000\ndata 1\nx\nfrom ${base}\n`,
      ...Array.from({ length: 100_000 }, (_, index) => `M 100644 :1 a/${index % 100}/${index}.txt\n`),
    ];
    execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: repository.root, input: stream.join("") });
    const result = await repository.affected({ base, head: "main" });
    expect({ names: names(result), files: result.changedFiles.length }).toEqual({ names: ["a"], files: 100_000 });
  });
});
