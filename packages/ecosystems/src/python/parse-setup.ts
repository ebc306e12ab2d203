import { createLineCounter } from "../imports/line-counter.ts";
import { folderOf } from "../text/paths.ts";
import { parseRequirement } from "./parse-requirement.ts";
import type { PythonDependency } from "./parse-pyproject.ts";

/** What setuptools is told beside, or in place of, a pyproject.toml. */
export interface SetupManifest {
  path: string;
  root: string;
  /** Null where it is not said, or computed. */
  name: string | null;
  /** It calls setuptools with a description of a package, whose name may be computed. */
  isSetup: boolean;
  dependencies: PythonDependency[];
  /** Folders that its modules lie in: `src`. */
  sourceFolders: string[];
}

/** Parses a setup.cfg or a setup.py, told apart by their names. Never throws. */
export function parseSetup(text: string, path: string): SetupManifest {
  return path.endsWith(".cfg") ? parseSetupCfg(text, path) : parseSetupPy(text, path);
}

const requirementOptions = new Set(["install_requires", "setup_requires", "tests_require"]);

/** @see https://setuptools.pypa.io/en/latest/userguide/declarative_config.html */
function parseSetupCfg(text: string, path: string): SetupManifest {
  const manifest: SetupManifest = { path, root: folderOf(path), name: null, isSetup: false, dependencies: [], sourceFolders: [] };
  let section = "";
  let option = "";
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)[#;].*$/, "$1");
    if (line.trim() === "") continue;
    const [, header] = /^\[([^\]]+)\]/.exec(line) ?? [];
    if (header !== undefined) {
      section = header.trim();
      option = "";
      continue;
    }
    const [, key, first] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) option = key;
    const value = (key === undefined ? line : (first ?? "")).trim();
    if (value === "") continue;
    if (section === "metadata" && option === "name") manifest.name ??= value;
    else if (section === "options" && option === "package_dir") manifest.sourceFolders.push(value.replace(/^[^=]*=\s*/, ""));
    else if (section === "options.packages.find" && option === "where") manifest.sourceFolders.push(value);
    else if (section === "options.extras_require" || (section === "options" && requirementOptions.has(option)))
      addRequirements(manifest, [value], index + 1);
  }
  return manifest;
}

/** Comments and strings as wholes, each string with what says that it is a name, a folder of modules, or the key of a table. */
const tokens =
  /#[^\n]*|("""|''')(?:[^\\]|\\[\s\S])*?\1|(?:\b(name|where)\s*=\s*|\b(package_dir\s*=\s*\{\s*(?:""|'')\s*:\s*)|\b(find(?:_namespace)?_packages\(\s*))?[rRuUfFbB]{0,2}(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')(\s*:)?/g;

/**
 * A setup.py is a program: the strings in it that are requirements as a whole count, wherever they stand, since what asks for them is often put together
 * from lists. Keys of a table are names of extras.
 */
function parseSetupPy(text: string, path: string): SetupManifest {
  const manifest: SetupManifest = { path, root: folderOf(path), name: null, isSetup: false, dependencies: [], sourceFolders: [] };
  if (!/\bsetup\s*\(/.test(text) || !/\b(?:setuptools|distutils)\b/.test(text)) return manifest;
  manifest.isSetup = /\bsetup\s*\(\s*[^)\s]/.test(text);
  const lineOf = createLineCounter(text);
  for (const match of text.matchAll(tokens)) {
    const [, , keyword, folder, finder, double, single, isKey] = match;
    const value = double ?? single;
    if (value === undefined || value === "") continue;
    if (keyword === "name") manifest.name ??= packageName(value);
    else if (keyword === "where" || folder !== undefined || finder !== undefined) manifest.sourceFolders.push(value);
    else if (isKey === undefined) addRequirements(manifest, value.split(/\r?\n|\\n/), lineOf(match.index));
  }
  manifest.name ??= namedByVariable(text);
  return manifest;
}

/** `NAME = "acme-kit"`, then `setup(name=NAME)`. */
function namedByVariable(text: string): string | null {
  const [, variable] = /\bsetup\s*\([\s\S]*?\bname\s*=\s*([A-Za-z_]\w*)/.exec(text) ?? [];
  const [, , value] = variable === undefined ? [] : (new RegExp(`^${variable}\\s*=\\s*(["'])([^"'\\n]+)\\1`, "m").exec(text) ?? []);
  return value === undefined ? null : packageName(value);
}

function packageName(value: string): string | null {
  return /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(value) ? value : null;
}

function addRequirements(manifest: SetupManifest, values: readonly string[], line: number): void {
  for (const value of values) {
    if (!/^\s*[A-Za-z][\w.-]*\s*(?:\[[^\]]*\])?\s*(?:$|[<>=!~;@(])/.test(value)) continue;
    const requirement = parseRequirement(value);
    if (requirement?.name == null) continue;
    manifest.dependencies.push({ name: requirement.name, paths: requirement.path === null ? [] : [requirement.path], line });
  }
}
