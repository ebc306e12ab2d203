import { describe, expect, test } from "vitest";
import { scanGoHead } from "./scan-go.ts";
import { isSource, scanImports } from "./scan-imports.ts";

const names = (path: string, text: string) => scanImports(text, path).map(({ name, line }) => `${name}:${line}`);

describe("JavaScript and TypeScript", () => {
  test("every form of import, with its line", () => {
    const text = [
      'import a from "a"; import"b"',
      "import {\n  x,\n} from '@acme/c/deep'",
      'export * from "./d.ts"; export type { E } from "e"',
      'const f = await import(/* webpackChunkName: "f" */ "f"), g = require("g")',
      'import h = require("h")',
      'require.resolve("i"); import.meta.resolve("j"); vi.mock("k"); await vi.importActual(`l`)',
      'new URL("../m.txt", import.meta.url)',
      '/// <reference path="../n.d.ts" />',
      `import "../it's/o";`,
      'import fs from "node:fs"; import(`./${computed}.js`)',
    ].join("\n");
    expect(names("a.ts", text)).toEqual([
      "a:1",
      "b:1",
      "@acme/c/deep:4",
      "./d.ts:5",
      "e:5",
      "f:6",
      "g:6",
      "h:7",
      "i:8",
      "j:8",
      "k:8",
      "l:8",
      "../m.txt:9",
      "../n.d.ts:10",
      "../it's/o:11",
    ]);
  });

  test("a module whose types are added to; not what MDX shows as code", () => {
    expect(names("a.d.ts", 'export {};\ndeclare module "expect" {}\nconst type = { module: "es" };\n')).toEqual(["expect:2"]);
    const text =
      'import A from "a";\n\n```ts\nimport B from "b";\n```\n\n- list:\n\n  ~~~~js title="x.js"\n  import "c"\n  ```\n  ~~~~\n\n<A from={import("d")} />\n';
    expect(names("a.mdx", text)).toEqual(["a:1", "d:14"]);
    expect(names("a.mdx", '```ts\nimport "b";\n')).toEqual(["b:2"]);
  });

  test("comments between the word and the string; paths with patterns", () => {
    const text = [
      'import(/* webpackChunkName: "x" */ /* webpackPrefetch: true */ "a")',
      'import(\n  // eslint-disable-next-line\n  "b",\n)',
      'import(/** @type {any} */ "c")',
      'import.meta.glob("../d/*.ts"); require.context("../e", true)',
      'glob("f/*.ts"); context("g", () => {})',
    ].join("\n");
    expect(names("a.ts", text)).toEqual(["a:1", "b:2", "c:6", "../d/*.ts:7", "../e:7"]);
    expect(names("a.mdx", 'import { A } from "a";\n\n# Title\n')).toEqual(["a:1"]);
  });

  test("comments do not count; JSX, regular expressions and quotes in text do not hide what follows", () => {
    const text = '// import "no"\n/**\n * import "no2"\n */\nconst r = /[`"\'/*]/;\n<p>Don\'t</p>;\nimport "yes"; /* import "kept" */\n';
    expect(names("a.tsx", text)).toEqual(["yes:7", "kept:7"]);
  });
});

describe("Python", () => {
  test("every form of import, with its line", () => {
    const text = [
      "import a, b.c as d",
      "from e.f import g, h as i",
      "from j import (  # why, not",
      "    k,",
      "    l as m,",
      ")",
      "from . import n; from ..o import p",
      "if x: import q",
      "try:\n    from r import *\nexcept ImportError: pass",
      "from s \\\n    import t, \\\n    u",
      'importlib.import_module("v.w"); __import__("y")',
    ].join("\n");
    expect(names("a.py", text)).toEqual([
      "a:1",
      "b.c:1",
      "e.f.g:2",
      "e.f.h:2",
      "j.k:3",
      "j.l:3",
      ".n:7",
      "..o.p:7",
      "q:8",
      "r:10",
      "s.t:12",
      "s.u:12",
      "v.w:15",
      "y:15",
    ]);
  });

  test("a byte order mark hides nothing", () => {
    expect(names("a.py", "\uFEFFimport a\n")).toEqual(["a:1"]);
  });

  test("strings and comments do not count", () => {
    const text = '"""\nimport no\n"""\nx = "\\"; import no2"  # import no3\n\'\'\'it\'s\nimport no4\'\'\'\nimport yes\nimporter = from_x\n';
    expect(names("a.py", text)).toEqual(["yes:7"]);
  });
});

test("Go: single, grouped, named, commented", () => {
  const text =
    '//go:build linux\npackage a\n\nimport "fmt"\nimport x "example.com/x"\nimport (\n\t// "no" )\n\t_ "example.com/y" // why\n\t/* "no2"\n\t"no3" */ . `example.com/z`\n)\nvar s = "no4"\n';
  expect(names("a_test.go", text)).toEqual(["fmt:4", "example.com/x:5", "example.com/y:8", "example.com/z:10"]);
});

test("Go: the beginning is enough where a declaration begins in it, and nothing is embedded", () => {
  expect(scanGoHead('package a\nimport "b"\n\nfunc main() {\n')).toEqual([{ name: "b", line: 2 }]);
  expect(scanGoHead('/*\nfunc x()\n*/\npackage a\nimport "b"\n')).toBeNull();
  expect(scanGoHead('package a\nimport _ "embed"\nvar x = 1\n')).toBeNull();
});

test("what is installed or vendored is no source", () => {
  const paths = [
    "a.go",
    "vendor/x/a.go",
    "svc/vendor/x/a.go",
    "vendors/a.go",
    "vendor/x/a.ts",
    "node_modules/x/a.ts",
    "vendor/x/Dockerfile",
  ];
  expect(paths.filter(isSource)).toEqual(["a.go", "vendors/a.go", "vendor/x/a.ts", "vendor/x/Dockerfile"]);
});

test("Go: headers that cgo takes from other folders", () => {
  const text =
    'package a\n\n/*\n#cgo CFLAGS: -O2 -I${SRCDIR}/../inc\n#include "../lib/x.h"\n#include "y.h"\n#include <stdio.h>\n*/\nimport "C"\n';
  expect(names("a.go", text)).toEqual(["C:9", "../lib/x.h:5", "../inc/../lib/x.h:5", "../inc/y.h:6"]);
});

test("Rust: raw strings, and paths for some platforms", () => {
  const text = 'const A: &str = include_str!(r#"../a.txt"#);\n#[cfg_attr(unix, path = "../b.rs")]\nmod b;\n';
  expect(names("a.rs", text)).toEqual(["../a.txt:1", "../b.rs:2"]);
});

test("Rust: files taken in by path", () => {
  const text =
    'use serde;\nconst A: &str = include_str!("../../shared/a.txt");\nconst B: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../b"));\n#[path = "../c.rs"]\nmod c;\n';
  expect(names("a.rs", text)).toEqual(["../../shared/a.txt:2", "/../b:3", "../c.rs:4"]);
});

test("other files import nothing", () => {
  expect(names("README.md", 'import "a"')).toEqual([]);
});

test("what a compose file's service merges, it has", () => {
  const text = "x-api: &api\n  build: ./api\nservices:\n  one:\n    <<: *api\n  two: { <<: *api, build: !override ./two }\n";
  expect(names("compose.yaml", text)).toEqual(["./api:2", "./two:6"]);
});
