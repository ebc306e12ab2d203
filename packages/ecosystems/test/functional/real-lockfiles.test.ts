import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { editLockfileVersions, editVersion } from "../../src/index.ts";
import { temporaryFiles } from "./temporary-repository.ts";

/** Why a program cannot be used here; null when it can. */
function missing(program: string): string | null {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return null;
  } catch {
    return `${program} is not installed`;
  }
}

function edit(root: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(root, path), change(readFileSync(join(root, path), "utf8")));
}

test("cargo accepts, as locked, the Cargo.lock of edited manifests", (context) => {
  requirePart(context, missing("cargo"));
  const { root } = temporaryFiles({
    "Cargo.toml": '[workspace]\nmembers = ["app", "core"]\nresolver = "3"\n\n[workspace.package]\nversion = "1.0.0" # all of them\n',
    "app/Cargo.toml":
      '[package]\nname = "app"\nversion.workspace = true\nedition = "2024"\n\n[dependencies]\ncore = { path = "../core" }\n',
    "app/src/main.rs": "fn main() {}\n",
    "core/Cargo.toml": '[package]\nname = "core"\nversion = "0.1.0"\nedition = "2024"\n',
    "core/src/lib.rs": "",
  });
  const cargo = (...argv: string[]) => execFileSync("cargo", argv, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  cargo("generate-lockfile", "--offline");
  edit(root, "Cargo.toml", (text) => editVersion({ ecosystem: "cargo", path: "Cargo.toml", text, version: "1.1.0" }));
  edit(root, "core/Cargo.toml", (text) => editVersion({ ecosystem: "cargo", path: "core/Cargo.toml", text, version: "0.2.0" }));
  expect(() => cargo("metadata", "--locked", "--offline", "--format-version=1")).toThrow(/Command failed/);
  const packages = [
    { name: "app", root: "app", version: "1.1.0" },
    { name: "core", root: "core", version: "0.2.0" },
  ];
  edit(root, "Cargo.lock", (text) => editLockfileVersions({ kind: "Cargo.lock", path: "Cargo.lock", text, packages }));
  const metadata = JSON.parse(cargo("metadata", "--locked", "--offline", "--no-deps", "--format-version=1")) as {
    packages: { name: string; version: string }[];
  };
  expect(metadata.packages.map(({ name, version }) => `${name}@${version}`)).toEqual(["app@1.1.0", "core@0.2.0"]);
});

test("npm would write the same package-lock.json for edited manifests", () => {
  const { root } = temporaryFiles({
    "package.json": '{ "name": "root", "version": "1.0.0", "workspaces": ["a", "b"] }',
    "a/package.json": '{ "name": "a", "version": "1.0.0", "dependencies": { "b": "^1.0.0" } }',
    "b/package.json": '{ "name": "b", "version": "1.0.0" }',
  });
  const npmInstall = () =>
    execFileSync("npm", ["install", "--package-lock-only", "--offline", "--no-audit", "--no-fund"], { cwd: root, stdio: "ignore" });
  npmInstall();
  edit(root, "b/package.json", (text) => editVersion({ ecosystem: "npm", path: "b/package.json", text, version: "2.0.0" }));
  edit(root, "a/package.json", (text) => text.replace("^1.0.0", "^2.0.0"));
  const packages = [
    { name: "b", root: "b", version: "2.0.0" },
    { name: "a", root: "a", version: "1.0.0", ranges: { b: "^2.0.0" } },
  ];
  edit(root, "package-lock.json", (text) => editLockfileVersions({ kind: "package-lock.json", path: "package-lock.json", text, packages }));
  const edited = readFileSync(join(root, "package-lock.json"), "utf8");
  npmInstall();
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).toBe(edited);
});

test("uv finds the uv.lock of edited manifests up to date", (context) => {
  requirePart(context, missing("uv"));
  const { root } = temporaryFiles({
    "svc/pyproject.toml":
      '[project]\nname = "svc"\nversion = "1.0.0"\nrequires-python = ">=3.11"\ndependencies = ["lib>=1"]\n\n[tool.uv.sources]\nlib = { path = "../lib", editable = true }\n',
    "lib/pyproject.toml":
      '[project]\nname = "lib"\nversion = "1.0.0"\nrequires-python = ">=3.11"\n\n[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n',
    "lib/src/lib/__init__.py": "",
  });
  const uv = (...argv: string[]) => execFileSync("uv", [...argv, "--offline", "--directory", join(root, "svc")], { stdio: "ignore" });
  uv("lock");
  for (const path of ["svc/pyproject.toml", "lib/pyproject.toml"]) {
    edit(root, path, (text) => editVersion({ ecosystem: "python", path, text, version: "1.1.0" }));
  }
  expect(() => uv("lock", "--check")).toThrow(/Command failed/);
  const packages = [
    { name: "svc", root: ".", version: "1.1.0" },
    { name: "lib", root: "../lib", version: "1.1.0" },
  ];
  edit(root, "svc/uv.lock", (text) => editLockfileVersions({ kind: "uv.lock", path: "uv.lock", text, packages }));
  uv("lock", "--check");
});
