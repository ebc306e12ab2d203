import { describe, expect, test } from "vitest";
import { editLockfileVersions } from "./edit-lockfile-versions.ts";

test("package-lock.json: the workspace's own entries and their ranges", () => {
  const text = `{
  "name": "root",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "root", "version": "1.0.0" },
    "node_modules/a": { "version": "1.0.0" },
    "packages/a": { "version": "1.0.0", "dependencies": { "b": "^1.0.0" } },
    "packages/b": { "name": "b", "version": "1.0.0" }
  }
}
`;
  const packages = [
    { name: "a", root: "packages/a", version: "1.1.0", ranges: { b: "^2.0.0" } },
    { name: "b", root: "packages/b", version: "2.0.0" },
  ];
  expect(editLockfileVersions({ kind: "package-lock.json", path: "package-lock.json", text, packages })).toBe(
    text
      .replace(
        '"packages/a": { "version": "1.0.0", "dependencies": { "b": "^1.0.0" }',
        '"packages/a": { "version": "1.1.0", "dependencies": { "b": "^2.0.0" }',
      )
      .replace('"name": "b", "version": "1.0.0"', '"name": "b", "version": "2.0.0"'),
  );
  expect(
    editLockfileVersions({ kind: "package-lock.json", path: "p", text, packages: [{ name: "root", root: ".", version: "3.0.0" }] }),
  ).toBe(
    text
      .replace('"version": "1.0.0",\n  "lockfile', '"version": "3.0.0",\n  "lockfile')
      .replace('"name": "root", "version": "1.0.0"', '"name": "root", "version": "3.0.0"'),
  );
});

test("package-lock.json of npm 6 is refused", () => {
  expect(() => editLockfileVersions({ kind: "package-lock.json", path: "p", text: '{ "lockfileVersion": 1 }', packages: [] })).toThrowError(
    expect.objectContaining({ code: "SLUICE_LOCKFILE_VERSION" }),
  );
});

test("uv.lock: own packages alone, not one of the same name from an index", () => {
  const text = `version = 1

[[package]]
name = "telemetry"
version = "1.0.0"
source = { editable = "../_shared/telemetry" }

[[package]]
name = "research"
version = "1.0.0"
source = { virtual = "." }

[package.metadata]
requires-dist = [{ name = "telemetry", editable = "../_shared/telemetry", specifier = ">=1" }]

[[package]]
name = "brand"
version = "1.0.0"
source = { registry = "https://packages.example/simple" }
`;
  const packages = [
    { name: "Telemetry", root: "../_shared/telemetry", version: "1.1.0" },
    { name: "research", root: ".", version: "2.0.0", ranges: { telemetry: ">=1.1" } },
    { name: "brand", root: "../brand", version: "9.0.0" },
  ];
  expect(editLockfileVersions({ kind: "uv.lock", path: "uv.lock", text, packages })).toBe(
    text
      .replace('version = "1.0.0"\nsource = { editable', 'version = "1.1.0"\nsource = { editable')
      .replace('version = "1.0.0"\nsource = { virtual', 'version = "2.0.0"\nsource = { virtual')
      .replace('specifier = ">=1"', 'specifier = ">=1.1"'),
  );
});

test("Cargo.lock: own crates, and where their version tells two of one name apart", () => {
  const text = `version = 4

[[package]]
name = "core"
version = "1.0.0"

[[package]]
name = "core"
version = "0.9.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "app"
version = "1.0.0"
dependencies = [
 "core 1.0.0",
]
`;
  expect(
    editLockfileVersions({ kind: "Cargo.lock", path: "Cargo.lock", text, packages: [{ name: "core", root: "core", version: "1.1.0" }] }),
  ).toBe(text.replace('name = "core"\nversion = "1.0.0"', 'name = "core"\nversion = "1.1.0"').replace('"core 1.0.0"', '"core 1.1.0"'));
});

test("other lockfiles stay as they are, broken ones are named", () => {
  expect(editLockfileVersions({ kind: "yarn.lock", path: "yarn.lock", text: "x", packages: [] })).toBe("x");
  expect(() => editLockfileVersions({ kind: "uv.lock", path: "a/uv.lock", text: "<<<<<<<", packages: [] })).toThrowError(/a\/uv\.lock:1/);
});

describe("pnpm-lock.yaml", () => {
  const packages = [{ name: "@acme/ui", root: "packages/ui", version: "1.1.0", ranges: { "@acme/core": "workspace:^1.1.0", peer: "*" } }];
  const edit = (text: string) => editLockfileVersions({ kind: "pnpm-lock.yaml", path: "pnpm-lock.yaml", text, packages });

  test("the ranges between own packages, and nothing else", () => {
    const text = [
      "lockfileVersion: '9.0'",
      "importers:",
      "  packages/other:",
      "    dependencies:",
      "      '@acme/core':",
      "        specifier: workspace:^1.0.0",
      "        version: link:../core",
      "  packages/ui:",
      "    dependencies:",
      "      '@acme/core': # kept",
      "        specifier: workspace:^1.0.0",
      "        version: link:../core",
      "    devDependencies:",
      "      peer:",
      "        specifier: 1.0.0",
      "        version: link:../peer",
      "",
    ].join("\r\n");
    const lines = text.split("\r\n");
    lines[10] = "        specifier: workspace:^1.1.0";
    lines[14] = "        specifier: '*'";
    expect(edit(text)).toBe(lines.join("\r\n"));
  });

  test("behind a document for what pnpm itself needs", () => {
    const text = [
      "---",
      "lockfileVersion: '9.0'",
      "importers:",
      "  .:",
      "    packageManagerDependencies: { pnpm: { specifier: 12.0.0, version: 12.0.0 } }",
      "---",
      "lockfileVersion: '9.0'",
      "importers:",
      "  packages/ui:",
      "    dependencies:",
      "      '@acme/core': { specifier: workspace:^1.0.0, version: link:../core }",
      "",
    ].join("\n");
    expect(edit(text)).toBe(text.replace("^1.0.0", "^1.1.0"));
  });

  test("as pnpm 7 wrote it", () => {
    const text = "lockfileVersion: 5.4\nimporters:\n  packages/ui:\n    specifiers:\n      '@acme/core': workspace:^1.0.0\n";
    expect(edit(text)).toBe(text.replace("^1.0.0", "^1.1.0"));
  });

  test("a broken one is refused", () => {
    expect(() => edit("a: [\n")).toThrowError(expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST" }));
  });
});
