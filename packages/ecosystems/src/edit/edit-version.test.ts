import { describe, expect, test } from "vitest";
import { editAppVersion, editVersion } from "./edit-version.ts";

const edit = (ecosystem: "npm" | "python" | "cargo" | "go" | "helm", text: string, version = "2.0.0") =>
  editVersion({ ecosystem, path: ecosystem === "python" ? "x/pyproject.toml" : "x/manifest", text, version });

const file = (path: string, text: string) => editVersion({ ecosystem: "python", path, text, version: "2.0.0" });

describe("package.json", () => {
  test("replaces the version and nothing else: tabs, line ends, order, a missing last line end", () => {
    const text = '{\r\n\t"version" : "1.0.0",\r\n\t"name":"a", "dependencies": { "version": "1.0.0" }\r\n}';
    expect(edit("npm", text)).toBe(text.replace('"1.0.0",', '"2.0.0",'));
  });

  test("adds a missing version after the name, in the file's indentation", () => {
    expect(edit("npm", '{\n    "name": "a",\n    "private": true\n}\n')).toBe(
      '{\n    "name": "a",\n    "version": "2.0.0",\n    "private": true\n}\n',
    );
  });

  test("keeps a byte order mark", () => {
    expect(edit("npm", '\uFEFF{ "version": "1.0.0" }')).toBe('\uFEFF{ "version": "2.0.0" }');
  });

  test("refuses what is no package.json", () => {
    expect(() => edit("npm", '{ "version": ')).toThrowError(expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST" }));
    expect(() => edit("npm", "[]")).toThrowError(
      expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST", message: "x/manifest:1: a JSON object is expected" }),
    );
  });
});

test("Chart.yaml: the chart's version, and nothing else", () => {
  const text = "# version: 0\napiVersion: v2\nappVersion: 1.0.0\nversion:   '1.0.0' # kept\ndependencies:\n  - version: 1.0.0\n";
  expect(edit("helm", text)).toBe(text.replace("version:   '1.0.0'", "version: '2.0.0'"));
  expect(() => edit("helm", "name: a\n")).toThrowError(expect.objectContaining({ code: "SLUICE_VERSION_NOT_EDITABLE" }));
});

test("Chart.yaml: the version of the application, its quotes and its v kept; none is added", () => {
  const text = 'version: 1.0.0\nappVersion: "v1.0.0" # the gateway\ndescription: appVersion: 3\n';
  expect(editAppVersion(text, "2.0.0")).toBe(text.replace('"v1.0.0"', '"v2.0.0"'));
  expect(editAppVersion("appVersion: 1.0.0\r\n", "2.0.0-rc.1")).toBe("appVersion: 2.0.0-rc.1\r\n");
  expect(editAppVersion("version: 1.0.0\n", "2.0.0")).toBe("version: 1.0.0\n");
});

describe("pyproject.toml", () => {
  test("[project], with its comments and quotes", () => {
    const text = "# version = '0'\n[tool.x]\nversion = '1.0.0'\n\n[project]\nname = \"a\"\nversion   = '1.0.0' # keep\n";
    expect(edit("python", text)).toBe(text.replace("version   = '1.0.0'", "version   = '2.0.0'"));
  });

  test("an inline table, a dotted key, Poetry", () => {
    expect(edit("python", 'project = { name = "a", version = "1" }\n')).toBe('project = { name = "a", version = "2.0.0" }\n');
    expect(edit("python", 'project.version = "1"\n')).toBe('project.version = "2.0.0"\n');
    expect(edit("python", '[tool.poetry]\r\nversion = "1"\r\n')).toBe('[tool.poetry]\r\nversion = "2.0.0"\r\n');
  });

  test("a version file: its quotes, its annotation and the rest kept", () => {
    expect(file("a/__about__.py", "# 1.0.0\r\n__version__: str = '1.0.0' # kept\r\n")).toBe(
      "# 1.0.0\r\n__version__: str = '2.0.0' # kept\r\n",
    );
    expect(file("a/VERSION", "1.0.0\n")).toBe("2.0.0\n");
    expect(() => file("a/__init__.py", "")).toThrowError(expect.objectContaining({ code: "SLUICE_VERSION_NOT_EDITABLE" }));
  });

  test("a version that the build computes is refused", () => {
    expect(() => edit("python", '[project]\nname = "a"\ndynamic = ["version"]\n')).toThrowError(
      expect.objectContaining({ code: "SLUICE_VERSION_NOT_EDITABLE" }),
    );
  });
});

describe("Cargo.toml and others", () => {
  test("[package], and [workspace.package] where the package inherits", () => {
    expect(edit("cargo", '[package]\nname = "a"\nversion = "1.0.0"\n[workspace.package]\nversion = "1.0.0"\n')).toBe(
      '[package]\nname = "a"\nversion = "2.0.0"\n[workspace.package]\nversion = "1.0.0"\n',
    );
    expect(edit("cargo", '[workspace.package]\nversion = "1.0.0"\n[package]\nversion.workspace = true\n')).toBe(
      '[workspace.package]\nversion = "2.0.0"\n[package]\nversion.workspace = true\n',
    );
    expect(() => edit("cargo", "[package]\nversion = { workspace = true }\n")).toThrowError(
      expect.objectContaining({ code: "SLUICE_VERSION_NOT_EDITABLE" }),
    );
  });

  test("Go has no version to edit", () => {
    expect(() => edit("go", "module x\n")).toThrowError(/x\/manifest/);
  });
});
