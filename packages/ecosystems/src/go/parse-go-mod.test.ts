import { expect, test } from "vitest";
import { nameOfModule } from "./module-name.ts";
import { parseGoMod } from "./parse-go-mod.ts";

test("blocks, single lines, comments, quotes, versions on both sides, and directives of other Go versions", () => {
  const text = [
    'module "example.com/a" // comment',
    "go 1.24.1",
    "toolchain go1.25",
    "require example.com/x v1.0.0",
    "require (",
    "\texample.com/y/v2 v2.1.0 // indirect",
    "\t`example.com/z` v0.1.0",
    "",
    ")",
    "replace example.com/x v1.0.0 => ../x",
    "replace (",
    "\texample.com/y/v2 => example.com/fork v1.0.0",
    ")",
    "exclude example.com/q v1.0.0",
    "tool example.com/t",
    "some-day (",
    "\tnew thing",
    ")",
  ].join("\r\n");
  expect(parseGoMod(text, "a/go.mod")).toEqual({
    path: "a/go.mod",
    root: "a",
    module: "example.com/a",
    go: "1.24.1",
    requires: [
      { module: "example.com/x", version: "v1.0.0", line: 4 },
      { module: "example.com/y/v2", version: "v2.1.0", line: 6 },
      { module: "example.com/z", version: "v0.1.0", line: 7 },
    ],
    replaces: [
      { module: "example.com/x", folder: "../x", target: "v1.0.0 => ../x", line: 10 },
      { module: "example.com/y/v2", folder: null, target: "=> example.com/fork v1.0.0", line: 12 },
    ],
    uses: [],
  });
});

test.each([
  ["require (\n", "a/go.mod:1: the block require ( is not closed"],
  ["go 1.24\n", "a/go.mod:1: the module directive is missing"],
  ["module\n", "a/go.mod:1: the module directive has no path"],
  ["module a\nrequire b\n", "a/go.mod:2: require needs a module path and a version"],
  ["module a\nreplace b c\n", "a/go.mod:2: replace needs `module => replacement`"],
  ['module "a\n', "a/go.mod:1: a quoted string is not closed"],
])("%j is refused with its line", (text, message) => {
  expect(() => parseGoMod(text, "a/go.mod")).toThrowError(expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST", message }));
});

test.each([
  ["example.com/shop/router", "router"],
  ["example.com/shop/router/v2", "router"],
  ["gopkg.in/yaml.v3", "yaml"],
  ["router", "router"],
  ["v2", "v2"],
])("the module %s is called %s", (module, name) => {
  expect(nameOfModule(module)).toBe(name);
});
