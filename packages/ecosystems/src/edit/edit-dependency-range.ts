import type { Ecosystem } from "../model/workspace.ts";
import { normalizePackageName } from "../python/package-name.ts";
import { parseRequirement } from "../python/parse-requirement.ts";
import { parseGoMod } from "../go/parse-go-mod.ts";
import { applyEdits, type TextEdit } from "../text/apply-edits.ts";
import { JsonEditor } from "../text/json-edits.ts";
import { parseJsonDocument } from "../text/json-document.ts";
import { parseTomlDocument, type TomlDocument } from "../text/toml-document.ts";
import { isTable, tableOf } from "../text/values.ts";
import { quoteLike } from "./quote-like.ts";

/** What {@link editDependencyRange} needs. */
export interface EditDependencyRangeOptions {
  ecosystem: Ecosystem;
  /** Where the manifest stands, for errors. */
  path: string;
  /** The manifest's present text. */
  text: string;
  /** The package depended on, as the manifest writes it; a Python name in any of its spellings; a Go module path. */
  name: string;
  /** The new range in the ecosystem's own language: `^1.2.0`, `workspace:^`, `>=1.2,<2`, `1.2`, `v1.2.0`. */
  range: string;
}

/**
 * The manifest's text with another range for one dependency, wherever the manifest gives it one, every other character
 * unchanged. A dependency without a range (a path alone, `lib.workspace = true`, an address) stays as it is, and so does a
 * text that does not name the dependency. Throws SLUICE_BROKEN_MANIFEST.
 */
export function editDependencyRange({ ecosystem, path, text, name, range }: EditDependencyRangeOptions): string {
  switch (ecosystem) {
    case "npm":
      return editPackageJson(text, path, name, range);
    case "python":
      return editPyproject(text, path, name, range);
    case "cargo":
      return editCargoToml(text, path, name, range);
    case "go":
      return editGoMod(text, path, name, range);
    case "docker":
    case "kustomize":
    case "helm":
    case "terraform":
      return text;
  }
}

function editPackageJson(text: string, path: string, name: string, range: string): string {
  parseJsonDocument(text, path);
  const editor = new JsonEditor(text);
  for (const field of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"])
    editor.replaceString([field, name], range);
  return applyEdits(text, editor.edits);
}

function editPyproject(text: string, path: string, name: string, range: string): string {
  const document = parseTomlDocument(text, path);
  const edits: TextEdit[] = [];
  const project = tableOf(document.value["project"]);
  const poetry = tableOf(tableOf(document.value["tool"])["poetry"]);
  const lists = [
    ["project", "dependencies"],
    ["build-system", "requires"],
    ["tool", "uv", "dev-dependencies"],
    ...Object.keys(tableOf(project["optional-dependencies"])).map((extra) => ["project", "optional-dependencies", extra]),
    ...Object.keys(tableOf(document.value["dependency-groups"])).map((group) => ["dependency-groups", group]),
  ];
  for (const keys of lists) edits.push(...requirementEdits(document, text, { keys, name, range }));
  const tables = [
    ["tool", "poetry", "dependencies"],
    ["tool", "poetry", "dev-dependencies"],
    ...Object.keys(tableOf(poetry["group"])).map((group) => ["tool", "poetry", "group", group, "dependencies"]),
  ];
  for (const keys of tables)
    edits.push(...tableEdits(document, text, { keys, range, isNamed: (key) => normalizePackageName(key) === normalizePackageName(name) }));
  return applyEdits(text, edits);
}

function requirementEdits(
  document: TomlDocument,
  text: string,
  { keys, name, range }: { keys: string[]; name: string; range: string },
): TextEdit[] {
  const edits: TextEdit[] = [];
  const list = valueAt(document.value, keys);
  for (const [index, requirement] of (Array.isArray(list) ? list : []).entries()) {
    if (typeof requirement !== "string") continue;
    const reference = parseRequirement(requirement);
    const place = document.range(...keys, index);
    if (place === undefined || reference?.name !== normalizePackageName(name)) continue;
    edits.push({ range: place, text: quoteLike(text.slice(...place), withSpecifier(requirement, range)) });
  }
  return edits;
}

/** `lib[extra] >=1,<2 ; marker` with another specifier; a requirement with an address or without a specifier unchanged. */
function withSpecifier(requirement: string, specifier: string): string {
  return requirement.replace(
    /^(\s*[\w.-]+\s*(?:\[[^\]]*\])?\s*)(\(?)([<>=!~][^;)]*?)(\)?)(\s*(?:;.*)?)$/s,
    (_, head: string, open: string, _old, close: string, tail: string) => head + open + specifier + close + tail,
  );
}

function editCargoToml(text: string, path: string, name: string, range: string): string {
  const document = parseTomlDocument(text, path);
  const targets = Object.keys(tableOf(document.value["target"])).map((target) => ["target", target]);
  const parents = [[], ["workspace"], ...targets];
  const tables = parents.flatMap((parent) => ["dependencies", "dev-dependencies", "build-dependencies"].map((table) => [...parent, table]));
  const isNamed = (key: string, entry: unknown) => (tableOf(entry)["package"] ?? key) === name;
  return applyEdits(
    text,
    tables.flatMap((keys) => tableEdits(document, text, { keys, range, isNamed })),
  );
}

interface TableEditOptions {
  keys: string[];
  range: string;
  isNamed: (key: string, entry: unknown) => boolean;
}

/** Entries `lib = "1"` and `lib = { version = "1" }` of a table. */
function tableEdits(document: TomlDocument, text: string, { keys, range, isNamed }: TableEditOptions): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const [key, entry] of Object.entries(tableOf(valueAt(document.value, keys)))) {
    if (!isNamed(key, entry)) continue;
    const place = isTable(entry) ? document.range(...keys, key, "version") : document.range(...keys, key);
    if (place !== undefined && /^["']/.test(text.slice(...place)))
      edits.push({ range: place, text: quoteLike(text.slice(...place), range) });
  }
  return edits;
}

function editGoMod(text: string, path: string, name: string, range: string): string {
  const lines = text.split("\n");
  for (const { module, version, line } of parseGoMod(text, path).requires) {
    const current = lines[line - 1];
    if (module === name && current !== undefined) lines[line - 1] = current.replace(version, () => range);
  }
  return lines.join("\n");
}

function valueAt(value: Record<string, unknown>, keys: readonly string[]): unknown {
  let current: unknown = value;
  for (const key of keys) current = tableOf(current)[key];
  return current;
}
