import { expect, test } from "vitest";
import { editDependencyRange } from "./edit-dependency-range.ts";

const path = "x/manifest";

test("package.json: every kind that names the dependency", () => {
  const text = '{\n  "dependencies": { "a": "^1", "b": "^1" },\n  "peerDependencies": { "a": ">=1" }\n}\n';
  expect(editDependencyRange({ ecosystem: "npm", path, text, name: "a", range: "^2.0.0" })).toBe(
    '{\n  "dependencies": { "a": "^2.0.0", "b": "^1" },\n  "peerDependencies": { "a": "^2.0.0" }\n}\n',
  );
  expect(editDependencyRange({ ecosystem: "npm", path, text, name: "c", range: "^2" })).toBe(text);
});

test("pyproject.toml: extras and markers stay, addresses and bare names too", () => {
  const text = `[project]
dependencies = [
  "Shared.Lib[a,b] >=1,<2 ; python_version > '3'", # why
  "other>=1",
  'shared-lib @ file:../lib',
  "shared_lib",
]
[dependency-groups]
dev = ['shared-lib==1.0']
[tool.poetry.dependencies]
shared_lib = "^1"
[tool.poetry.group.dev.dependencies]
shared-lib = { version = "^1", extras = ["x"] }
`;
  expect(editDependencyRange({ ecosystem: "python", path, text, name: "shared-lib", range: ">=2" })).toBe(
    text
      .replace(">=1,<2", ">=2")
      .replace("==1.0", ">=2")
      .replace('shared_lib = "^1"', 'shared_lib = ">=2"')
      .replace('version = "^1"', 'version = ">=2"'),
  );
});

test("Cargo.toml: strings, tables, renamed, workspace-wide and target-specific; paths alone stay", () => {
  const text = `[dependencies]
core = "1"
renamed = { package = "core", version = "1", features = ["x"] }
[dev-dependencies.core]
path = "../core"
[target.'cfg(unix)'.dependencies]
core = { version = '1' }
[workspace.dependencies]
core = "1"
`;
  expect(editDependencyRange({ ecosystem: "cargo", path, text, name: "core", range: "2.1" })).toBe(
    text.replaceAll('"1"', '"2.1"').replace("'1'", "'2.1'"),
  );
});

test("go.mod: the one module, in a block or alone", () => {
  const text = "module x\n\nrequire example.com/a v1.0.0\nrequire (\n\texample.com/a/b v1.0.0 // indirect\n)\n";
  expect(editDependencyRange({ ecosystem: "go", path, text, name: "example.com/a", range: "v1.1.0" })).toBe(
    text.replace("a v1.0.0", "a v1.1.0"),
  );
});
