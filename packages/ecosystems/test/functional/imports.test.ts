import { describe, expect, test } from "vitest";
import { readWorkspace, type Workspace } from "../../src/index.ts";
import { temporaryFiles } from "./temporary-repository.ts";

async function read(contents: Record<string, string>): Promise<Workspace> {
  const { root, files } = temporaryFiles(contents);
  return await readWorkspace({ root, files, configuration: { projects: { ignore: [] } } });
}

function edges({ dependencies }: Workspace): string[] {
  return dependencies.map(({ source, target, file, line }) => `${source} -> ${target} (${file}:${line ?? "?"})`);
}

function reads({ projects }: Workspace): Record<string, string[]> {
  return Object.fromEntries(projects.filter((project) => project.reads !== undefined).map(({ name, reads: files }) => [name, files ?? []]));
}

/** A workspace with a package that another one has too. */
const half = (root: string) => ({
  [`${root}/package.json`]: '{ "workspaces": ["p/*"] }',
  [`${root}/p/utils/package.json`]: '{ "name": "utils" }',
  [`${root}/p/app/package.json`]: `{ "name": "${root}-app", "dependencies": { "utils": "*" } }`,
  [`${root}/p/cli/package.json`]: `{ "name": "${root}-cli" }`,
  [`${root}/p/cli/x.js`]: 'import "utils";\n',
});

describe("JavaScript and TypeScript", () => {
  const workspace = { "package.json": '{ "workspaces": ["packages/*"] }', "packages/ui/package.json": '{ "name": "@acme/ui" }' };

  test("packages that no package.json declares, paths that leave the project, and aliases", async () => {
    const result = await read({
      ...workspace,
      "tsconfig.base.json": '{ "compilerOptions": { "paths": { "~/*": ["packages/*/src"], }, /* tools */ } }',
      "packages/a/package.json": '{ "name": "a" }',
      "packages/a/src/index.ts": 'import "react";\nimport { b } from "@acme/ui/button";\n',
      "packages/b/package.json": '{ "name": "b" }',
      "packages/b/b.test.ts": 'const x = require("../a/src");\n',
      "packages/c/package.json": '{ "name": "c" }',
      "packages/c/c.tsx": '// import "~/ui"\n\nexport * from "~/b/deep";\n',
      "packages/d/package.json": '{ "name": "d" }',
      "packages/d/tsconfig.json": '{\n  "extends": "@acme/ui/tsconfig.json",\n  "references": [{ "path": "../c" }]\n}',
    });
    expect(edges(result)).toEqual([
      "a -> @acme/ui (packages/a/src/index.ts:2)",
      "b -> a (packages/b/b.test.ts:1)",
      "c -> b (packages/c/c.tsx:3)",
      "d -> @acme/ui (packages/d/tsconfig.json:2)",
      "d -> c (packages/d/tsconfig.json:3)",
    ]);
  });

  test("who extends a tsconfig does not get its references", async () => {
    const result = await read({
      ...workspace,
      "tsconfig.json": '{ "extends": "./tsconfig.base.json", "references": [{ "path": "packages/ui" }, { "path": "packages/b" }] }',
      "tsconfig.base.json": '{ "compilerOptions": { "types": ["@acme/ui"] } }',
      "tsconfig.all.json": '{ "references": [{ "path": "packages/b" }] }',
      "packages/a/package.json": '{ "name": "a" }',
      "packages/a/tsconfig.json": '{ "extends": "../../tsconfig.json" }',
      "packages/b/package.json": '{ "name": "b" }',
      "packages/b/tsconfig.json": "{}",
      "packages/c/package.json": '{ "name": "c" }',
      "packages/c/tsconfig.json": '{ "references": [{ "path": "../../tsconfig.all.json" }] }',
    });
    expect(edges(result)).toEqual(["a -> @acme/ui (tsconfig.base.json:1)", "c -> b (tsconfig.all.json:1)"]);
    expect(reads(result)).toMatchObject({ a: ["tsconfig.base.json", "tsconfig.json"], c: ["tsconfig.all.json"] });
  });

  test("of the project at the root, the files that are imported and no others; all of it by its name", async () => {
    const result = await read({
      "package.json": '{ "name": "root", "workspaces": ["packages/*"], "nx": {} }',
      "README.md": "",
      "eslint.config.js": 'import "./scripts/rules";\n',
      "scripts/rules.js": 'import "c";\n',
      "tsconfig.json": "{}",
      "assets/logo.svg": "",
      "packages/a/package.json": '{ "name": "a" }',
      "packages/a/eslint.config.js": 'import root from "../../eslint.config.js";\n',
      "packages/a/tsconfig.json": '{ "extends": "../../tsconfig.json" }',
      "packages/b/package.json": '{ "name": "b" }',
      "packages/b/b.js": 'import "root/scripts/rules";\n',
      "packages/c/package.json": '{ "name": "c" }',
      "packages/d/package.json": '{ "name": "d" }',
      "packages/d/d.js": 'new URL("../../assets", import.meta.url);\n',
    });
    expect(edges(result)).toEqual([
      "a -> c (scripts/rules.js:1)",
      "b -> root (packages/b/b.js:1)",
      "d -> root (packages/d/d.js:1)",
      "root -> c (scripts/rules.js:1)",
    ]);
    expect(reads(result)).toEqual({ a: ["eslint.config.js", "scripts/rules.js", "tsconfig.json"] });
  });

  test("the tsconfig.json of the project around is a setting, not that project", async () => {
    const result = await read({
      "package.json": '{ "workspaces": ["packages/**"] }',
      "packages/tool/package.json": '{ "name": "tool" }',
      "packages/tool/tsconfig.base.json": "{}",
      "packages/tool/src/tsconfig.json": '{ "extends": "../tsconfig.base.json" }',
      "packages/tool/src/fixtures/one/package.json": '{ "name": "one" }',
    });
    expect(edges(result)).toEqual([]);
    expect(reads(result)).toEqual({ one: ["packages/tool/tsconfig.base.json"] });
  });

  test("a # or ? ends a URL, and is a part of a folder's name or of an alias", async () => {
    const result = await read({
      ...workspace,
      "tsconfig.base.json": '{ "compilerOptions": { "paths": { "#ui/*": ["packages/ui/src/*"] } } }',
      "packages/a#1/package.json": '{ "name": "a" }',
      "packages/b/package.json": '{ "name": "b" }',
      "packages/b/b.ts": 'export * from "../a#1/src/main";\n',
      "packages/c/package.json": '{ "name": "c" }',
      "packages/c/c.ts": 'import logo from "../b/logo.svg?raw";\n',
      "packages/d/package.json": '{ "name": "d" }',
      "packages/d/d.ts": 'import { button } from "#ui/button";\n',
    });
    expect(edges(result)).toEqual(["b -> a (packages/b/b.ts:1)", "c -> b (packages/c/c.ts:1)", "d -> @acme/ui (packages/d/d.ts:1)"]);
  });

  test("tsconfigs: names from baseUrl where something is there, and what lies outside of the folder", async () => {
    const result = await read({
      ...workspace,
      "tsconfig.base.json": '{ "compilerOptions": { "baseUrl": "." } }',
      "packages/ui/src/button.ts": "",
      "packages/a/package.json": '{ "name": "a" }',
      "packages/a/tsconfig.json": '{ "extends": "../../tsconfig.base.json", "compilerOptions": { "types": ["vite/client"] } }',
      "packages/a/a.ts": 'import "packages/ui/src/button";\nimport "react";\n',
      "packages/b/package.json": '{ "name": "b" }',
      "packages/b/tsconfig.json": '{ "include": ["src", "../../shared/**/*.d.ts", "../ui/src/**/*"] }',
      "packages/c/package.json": '{ "name": "c" }',
      "packages/c/tsconfig.json":
        '{ "files": ["../../shared/x.d.ts"], "compilerOptions": { "types": ["@acme/ui/types"], "rootDirs": [".", "../b"] } }',
      "shared/x.d.ts": "",
    });
    expect(edges(result)).toEqual([
      "a -> @acme/ui (packages/a/a.ts:1)",
      "b -> @acme/ui (packages/b/tsconfig.json:1)",
      "c -> @acme/ui (packages/c/tsconfig.json:1)",
      "c -> b (packages/c/tsconfig.json:1)",
    ]);
    expect(reads(result)).toMatchObject({ b: ["shared/**/*.d.ts"], c: ["shared/x.d.ts"] });
  });

  test("of two packages of one name the one of the same workspace is meant", async () => {
    expect(edges(await read({ ...half("api"), ...half("web") }))).toEqual([
      "api-app -> utils (api/p/app/package.json:1)",
      "api-cli -> utils (api/p/cli/x.js:1)",
      "web-app -> web/p/utils (web/p/app/package.json:1)",
      "web-cli -> web/p/utils (web/p/cli/x.js:1)",
    ]);
  });

  test("tsconfigs: a project reads what its own extends, or the nearest above it and what that extends, and no other", async () => {
    const result = await read({
      ...workspace,
      "tsconfig.json": '{ "extends": "./tools/strict.json", "references": [{ "path": "packages/ui" }] }',
      "tsconfig.base.json": "{}",
      "tools/strict.json": '{ "extends": "./base.json" }',
      "packages/own/package.json": '{ "name": "own", "scripts": { "test": "true" } }',
      "packages/own/tsconfig.json": '{ "extends": "../../tsconfig.base.json" }',
      "packages/none/package.json": '{ "name": "none", "scripts": { "test": "true" } }',
    });
    expect(edges(result)).toEqual([]);
    const above = ["tools/base.json", "tools/strict.json"];
    expect(reads(result)).toEqual({ "@acme/ui": above, none: above, own: ["tsconfig.base.json"] });
    const inputs = (name: string) => JSON.stringify(result.projects.find((project) => project.name === name)?.targets["test"]?.inputs);
    expect(inputs("none")).toContain("{workspaceRoot}/{tsconfig.json,");
    expect(inputs("own")).not.toContain("tsconfig.json");
  });

  test("aliases of what a tsconfig extends, also from a folder apart and under another name", async () => {
    const result = await read({
      ...workspace,
      "config/package.json": '{ "name": "config", "workspaces": [] }',
      "config/ts/strict.json": '{ "extends": "./paths" }',
      "config/ts/paths.json": '{ "compilerOptions": { "paths": { "#ui/*": ["../../packages/ui/*"] } } }',
      "packages/a/package.json": '{ "name": "a" }',
      "packages/a/tsconfig.json": '{ "extends": "../../config/ts/strict.json" }',
      "packages/a/src/index.ts": 'import "#ui/x";\n',
      "packages/b/package.json": '{ "name": "b" }',
      "packages/b/index.ts": 'import "#ui/x";\n',
    });
    expect(edges(result)).toContain("a -> @acme/ui (packages/a/src/index.ts:1)");
    expect(edges(result).some((edge) => edge.startsWith("b "))).toBe(false);
  });

  test("a manifest says it before an import does", async () => {
    const result = await read({
      ...workspace,
      "packages/a/package.json": '{ "name": "a", "dependencies": { "@acme/ui": "*" } }',
      "packages/a/index.ts": 'import "@acme/ui";\n',
    });
    expect(edges(result)).toEqual(["a -> @acme/ui (packages/a/package.json:1)"]);
  });

  test("a file of no project is read, there or not, and what it imports counts", async () => {
    const result = await read({
      ...workspace,
      "packages/a/package.json": '{ "name": "a", "scripts": { "test": "true" } }',
      "packages/a/index.ts": 'import "../../shared/one.js";\nimport "../../shared/gone";\n',
      "shared/one.ts": 'import "./two";\n',
      "shared/two/index.ts": '\nimport "@acme/ui";\n',
    });
    expect(edges(result)).toEqual(["a -> @acme/ui (shared/two/index.ts:2)"]);
    expect(reads(result)["a"]).toEqual(expect.arrayContaining(["shared/one.ts", "shared/two/index.ts", "shared/gone.ts"]));
    expect(result.projects.find(({ name }) => name === "a")?.targets["test"]?.inputs).toContain("{workspaceRoot}/shared/one.ts");
  });
});

const project = (name: string) => `[project]\nname = "${name}"\n`;

describe("Python", () => {
  test("src layout, flat layout, and an extension whose module has no file", async () => {
    const result = await read({
      "libs/kit/pyproject.toml": project("acme-kit"),
      "libs/kit/src/acme_kit/__init__.py": "",
      "libs/flat/pyproject.toml": project("flat"),
      "libs/flat/flat/core.py": "import logging\n",
      "libs/flat/logging.py": "",
      "libs/fast/pyproject.toml": project("fast-core"),
      "svc/pyproject.toml": project("svc"),
      "svc/app/main.py": "import logging, app\nfrom acme_kit import x\nimport flat.core\nif True:\n    import fast_core\n",
    });
    expect(edges(result)).toEqual([
      "svc -> acme-kit (svc/app/main.py:2)",
      "svc -> fast-core (svc/app/main.py:5)",
      "svc -> flat (svc/app/main.py:3)",
    ]);
  });

  test("namespace packages: what lies in them decides, also with pkgutil", async () => {
    const legacy = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\nfrom pkgutil import extend_path\n";
    const result = await read({
      "billing/pyproject.toml": project("billing"),
      "billing/src/acme/billing/__init__.py": "",
      "users/pyproject.toml": project("users"),
      "users/src/acme/users.py": "import acme\nfrom acme import billing\nfrom acme.users import me\n",
      "old-a/pyproject.toml": project("old-a"),
      "old-a/old/__init__.py": legacy,
      "old-a/old/a.py": "from old import b\n",
      "old-b/pyproject.toml": project("old-b"),
      "old-b/old/__init__.py": legacy,
      "old-b/old/b.py": "",
    });
    expect(edges(result)).toEqual(["old-a -> old-b (old-a/old/a.py:1)", "users -> billing (users/src/acme/users.py:2)"]);
  });

  test("a project without modules of its own, which another one has under its name", async () => {
    const result = await read({
      "pyproject.toml": project("acme"),
      "slim/pyproject.toml": project("acme-slim"),
      "slim/acme/__init__.py": "",
      "evals/pyproject.toml": project("acme-evals"),
      "evals/evals.py": "from acme import Agent\n",
    });
    expect(edges(result)).toEqual(["acme-evals -> acme-slim (evals/evals.py:1)"]);
  });

  test("a namespace that others share too: what no project of the repository has, is not theirs", async () => {
    const result = await read({
      "aws/pyproject.toml": project("acme-aws"),
      "aws/src/acme/sdk/extension/aws.py": "from acme.sdk import trace\nfrom acme.sdk.extension.other import x\n",
      "gen/pyproject.toml": project("acme-gen"),
      "gen/src/acme/gen/v1/model.proto": "",
      "gen/src/acme/gen/v1/extra.py": "from acme.util import x\n",
      "http/pyproject.toml": project("acme-http"),
      "http/src/acme/http/__init__.py": "from acme.sdk.trace import Tracer\nfrom acme.gen.v1.model_pb2 import Model\nimport acme.api\n",
    });
    expect(edges(result)).toEqual(["acme-http -> acme-gen (http/src/acme/http/__init__.py:2)"]);
  });

  test("a project's own modules come first; services of one layout do not need each other", async () => {
    const result = await read({
      "a/pyproject.toml": project("a"),
      "a/app/__init__.py": "",
      "a/app/main.py": "from app import models, engine\nfrom config import x\nimport tests.helpers\n",
      "a/config.py": "",
      "b/pyproject.toml": project("b"),
      "b/app/__init__.py": "",
      "b/app/engine.py": "",
      "b/config.py": "",
      "b/tests/helpers.py": "",
    });
    expect(edges(result)).toEqual([]);
  });

  test("modules named from the repository's root, relative imports, and files of no project", async () => {
    const result = await read({
      "services/a/requirements.txt": "docker\n",
      "services/a/Dockerfile": "FROM scratch\n",
      "services/a/main.py": "import docker\nfrom services.common import log\nfrom services.b.api import x\n",
      "services/b/requirements.txt": "",
      "services/b/Dockerfile": "FROM scratch\n",
      "services/b/api.py": "from ..a import main\n",
      "services/common/log.py": "",
      "docker/tool.py": "",
    });
    expect(edges(result)).toEqual(["a -> b (services/a/main.py:3)", "b -> a (services/b/api.py:1)"]);
    expect(reads(result)["a"]).toEqual(expect.arrayContaining(["services/common/log.py"]));
  });
});

describe("Go", () => {
  test("what a go.work lets one import, in tests and under build tags", async () => {
    const result = await read({
      "go.work": "use ./a\nuse ./b\nuse ./c\n",
      "a/go.mod": "module example.com/a\n",
      "a/x_test.go": 'package a\nimport "example.com/b/deep"\n',
      "a/x_windows.go": '//go:build windows\npackage a\nimport (\n\t"fmt"\n\t"example.com/c"\n)\n',
      "b/go.mod": "module example.com/b\n",
      "b/deep/d.go": "package deep\n",
      "c/go.mod": "module example.com/c\n",
    });
    expect(edges(result)).toEqual(["a -> b (a/x_test.go:2)", "a -> c (a/x_windows.go:5)"]);
  });

  test("services of one shared module read the packages they import, and those alone", async () => {
    const result = await read({
      "go.mod": "module example.com/shop\ngo 1.24\nreplace example.com/v => ./third_party/v\n",
      "go.sum": "",
      "third_party/v/v.go": "package v\n",
      "cmd/plain/Dockerfile": "FROM scratch\n",
      "cmd/plain/main.go": 'package main\nimport "net/http"\n',
      "cmd/api/Dockerfile": "FROM scratch\n",
      "cmd/api/main.go": 'package main\nimport "example.com/shop/internal/auth"\n',
      "cmd/web/Dockerfile": "FROM scratch\n",
      "cmd/web/main.go": 'package main\nimport (\n"example.com/shop/internal/html"\n"example.com/v"\n)\n',
      "internal/auth/auth.go": 'package auth\nimport "example.com/shop/internal/log"\n',
      "internal/auth/auth_test.go": 'package auth\nimport "example.com/shop/internal/html"\n',
      "internal/auth/testdata/x.json": "",
      "internal/auth/sql/all/schema.sql": "",
      "internal/log/log.go": 'package log\nimport "go.uber.org/zap"\n',
      "internal/html/html.go": "package html\n",
    });
    expect(reads(result)).toEqual({
      api: ["go.mod", "go.sum", "internal/auth/auth.go", "internal/auth/sql/all/schema.sql", "internal/log/log.go"],
      plain: ["go.mod", "go.sum"],
      web: ["go.mod", "go.sum", "internal/html/html.go", "third_party/v/v.go"],
    });
    expect(edges(result)).toEqual([
      "shop -> api (cmd/api/main.go:1)",
      "shop -> plain (cmd/plain/main.go:1)",
      "shop -> web (cmd/web/main.go:1)",
    ]);
    const requests = { api: ["go.uber.org/zap"], plain: [], web: [] };
    expect(result.lockfiles).toEqual([
      { path: "go.mod", kind: "go.mod", projects: ["api", "plain", "web"], requests },
      { path: "go.sum", kind: "go.sum", projects: ["api", "plain", "shop", "web"], requests },
    ]);
  });

  test("what a package embeds: test data, folders with Go files, and the build of another project", async () => {
    const result = await read({
      "go.mod": "module example.com/shop\ngo 1.24\n",
      "web/package.json": '{ "name": "web" }',
      "web/package-lock.json": "{}",
      "cmd/api/Dockerfile": "FROM scratch\n",
      "cmd/api/main.go": 'package main\nimport "example.com/shop/assets"\n',
      "assets/assets.go": "package assets\n//go:embed testdata/sample.json `gen/*.tmpl`\nvar A embed.FS\n",
      "assets/assets_test.go": "package assets\n//go:embed testdata/golden.json\nvar g string\n",
      "assets/gen/gen.go": "package main\n",
      "assets/gen/a.tmpl": "",
      "assets/testdata/sample.json": "",
      "assets/testdata/golden.json": "",
      "server.go": 'package shop\nimport _ "embed"\n\n//go:embed all:web/dist\nvar ui embed.FS\n',
    });
    expect(reads(result)).toEqual({ api: ["assets/assets.go", "assets/gen/**", "assets/testdata/sample.json", "go.mod"] });
    expect(edges(result)).toEqual(["shop -> api (cmd/api/main.go:1)", "shop -> web (server.go:4)"]);
  });
});

test("Rust: a file that another project holds is taken in by path", async () => {
  const result = await read({
    "a/Cargo.toml": '[package]\nname = "a"\n',
    "a/src/lib.rs": 'const X: &str = include_str!("../../b/data.json");\n',
    "b/go.mod": "module example.com/b\n",
  });
  expect(edges(result)).toEqual(["a -> b (a/src/lib.rs:1)"]);
});

test("what sources import is taken from whoever knows it, without reading them", async () => {
  const contents = new Map([
    ["a/package.json", '{ "name": "a" }'],
    ["b/package.json", '{ "name": "b" }'],
  ]);
  const read: string[] = [];
  const workspace = await readWorkspace({
    root: "/nowhere",
    files: [...contents.keys(), "b/b.ts"],
    configuration: { projects: { ignore: [] } },
    readFile: async (path) => {
      read.push(path);
      return contents.get(path) ?? null;
    },
    readImports: async () => new Map([["b/b.ts", [{ name: "a", line: 7 }]]]),
  });
  expect(edges(workspace)).toEqual(["b -> a (b/b.ts:7)"]);
  expect(read).not.toContain("b/b.ts");
});

test("of installed packages nobody asks what they import", async () => {
  const contents = new Map([
    ["package.json", '{ "name": "root", "workspaces": ["*"] }'],
    ["a/package.json", '{ "name": "a" }'],
    ["a/a.ts", 'import "./node_modules/x/x.js";'],
    ["a/node_modules/x/x.js", 'require("b");'],
    ["b/package.json", '{ "name": "b" }'],
  ]);
  const read: string[] = [];
  const workspace = await readWorkspace({
    root: "/nowhere",
    files: contents.keys(),
    configuration: { projects: { ignore: [] } },
    readFile: async (path) => {
      read.push(path);
      return contents.get(path) ?? null;
    },
  });
  expect(edges(workspace)).toEqual([]);
  expect(read).toContain("a/a.ts");
  expect(read).not.toContain("a/node_modules/x/x.js");
});
