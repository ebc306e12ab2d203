import { below } from "../text/paths.ts";
import { stringsOf, tableOf, textOf } from "../text/values.ts";

/**
 * Files that may hold the version of a project whose pyproject.toml says `dynamic = ["version"]`, the likeliest first, from the
 * project's folder:
 *
 * - Hatch: `[tool.hatch.version] path`;
 * - setuptools: `[tool.setuptools.dynamic] version`, `{ file = … }` or `{ attr = "package.module.__version__" }`;
 * - PDM: `[tool.pdm.version] source = "file"`;
 * - Flit: the module itself.
 *
 * None where the build asks git (hatch-vcs, setuptools-scm).
 */
export function listVersionFiles(value: Record<string, unknown>, name: string, sourceFolders: readonly string[]): string[] {
  const project = tableOf(value["project"]);
  if (!stringsOf(project["dynamic"]).includes("version")) return [];
  const tool = tableOf(value["tool"]);
  const hatch = tableOf(tableOf(tool["hatch"])["version"]);
  const pdm = tableOf(tableOf(tool["pdm"])["version"]);
  const setuptools = tableOf(tableOf(tableOf(tool["setuptools"])["dynamic"])["version"]);
  const folders = [...new Set([...sourceFolders, "src", "."])];
  const backend = textOf(tableOf(value["build-system"])["build-backend"]) ?? "";
  return [
    hatch["source"] === undefined || hatch["source"] === "regex" ? textOf(hatch["path"]) : null,
    pdm["source"] === "file" ? textOf(pdm["path"]) : null,
    ...[setuptools["file"]].flat().map(textOf),
    ...moduleFiles((textOf(setuptools["attr"]) ?? "").split(".").slice(0, -1), folders),
    ...(backend.startsWith("flit_core") ? moduleFiles([name.replaceAll("-", "_")], folders) : []),
  ].filter((path) => path !== null);
}

function moduleFiles(module: readonly string[], folders: readonly string[]): string[] {
  const path = module.join("/");
  return path === "" ? [] : folders.flatMap((folder) => [below(folder, `${path}/__init__.py`), below(folder, `${path}.py`)]);
}
