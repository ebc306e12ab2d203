import type { EcosystemReading, SharedFile } from "../model/reading.ts";
import type { Ecosystem } from "../model/workspace.ts";
import { below, folderAndAncestors, nameOf } from "../text/paths.ts";
import type { FileIndex } from "./file-index.ts";

/** Settings that an ecosystem's tools look for in the project's folder and in every folder above it. */
const settingsNames: Record<Ecosystem, readonly string[]> = {
  npm: [".npmrc", ".nvmrc", ".node-version"],
  python: ["ruff.toml", ".ruff.toml", ".python-version", "uv.toml"],
  go: [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"],
  cargo: [
    "rustfmt.toml",
    ".rustfmt.toml",
    "clippy.toml",
    ".clippy.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    ".cargo/config",
  ],
  docker: [],
};

/** Settings files that stand above the projects that they concern; those in a project's own folder are its files anyway. */
export function findSettings(readings: readonly EcosystemReading[], files: FileIndex): SharedFile[] {
  const settings = new Map<string, SharedFile>();
  for (const { root, ecosystem } of readings.flatMap(({ projects }) => projects)) {
    for (const folder of folderAndAncestors(root).slice(1)) {
      for (const name of settingsNames[ecosystem]) addUse(below(folder, name), root);
    }
  }
  return [...settings.values()];

  function addUse(path: string, root: string): void {
    if (!files.has(path)) return;
    const known = settings.get(path);
    if (known === undefined) settings.set(path, { path, kind: nameOf(path), roots: [root] });
    else known.roots.push(root);
  }
}
