import { SluiceError } from "@sluice/core";
import { normalizePackageName } from "../python/package-name.ts";
import { applyEdits, type TextEdit } from "../text/apply-edits.ts";
import { JsonEditor } from "../text/json-edits.ts";
import { parseJsonDocument } from "../text/json-document.ts";
import { parseYamlDocument } from "../text/yaml-document.ts";
import { parseTomlDocument, type TomlDocument } from "../text/toml-document.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";
import { editYarnLock } from "./edit-yarn-lock.ts";
import type { OwnPackage } from "./own-package.ts";
import { quoteLike } from "./quote-like.ts";

/** What {@link editLockfileVersions} needs. */
export interface EditLockfileVersionsOptions {
  /** The lockfile's name: `package-lock.json`, `npm-shrinkwrap.json`, `pnpm-lock.yaml`, `yarn.lock`, `uv.lock`, `Cargo.lock`; others are left as they are. */
  kind: string;
  /** Where it stands, for errors. */
  path: string;
  text: string;
  packages: readonly OwnPackage[];
}

/**
 * The lockfile's text with the new versions of the repository's own packages: what `npm install`, `pnpm install`, `uv lock` or `cargo update
 * --workspace` would write after a release, without resolving anything anew. Other characters are unchanged. pnpm-lock.yaml lists
 * no versions of its own packages, and the ranges between them, without which a frozen install refuses it; so does yarn.lock. go.sum does not list own versions; poetry.lock does not list its own project. Throws SLUICE_BROKEN_MANIFEST.
 */
export function editLockfileVersions({ kind, path, text, packages }: EditLockfileVersionsOptions): string {
  switch (kind) {
    case "package-lock.json":
    case "npm-shrinkwrap.json":
      return editPackageLock(text, path, packages);
    case "pnpm-lock.yaml":
      return editPnpmLock(text, path, packages);
    case "uv.lock":
      return editUvLock(text, path, packages);
    case "Cargo.lock":
      return editCargoLock(text, path, packages);
    case "yarn.lock":
      return editYarnLock(text, packages);
    default:
      return text;
  }
}

function editPackageLock(text: string, path: string, packages: readonly OwnPackage[]): string {
  const { value } = parseJsonDocument(text, path);
  if (typeof value["lockfileVersion"] === "number" && value["lockfileVersion"] < 2) {
    throw new SluiceError(
      "SLUICE_LOCKFILE_VERSION",
      `${path} has lockfileVersion ${value["lockfileVersion"]}, which lists no workspace packages.`,
      {
        hint: "Run `npm install` with npm 7 or newer once to write it anew.",
      },
    );
  }
  const editor = new JsonEditor(text);
  for (const { root, version, ranges = {} } of packages) {
    const key = root === "." ? "" : root;
    if (root === ".") editor.replaceString(["version"], version);
    editor.replaceString(["packages", key, "version"], version);
    for (const [name, range] of Object.entries(ranges)) {
      for (const field of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"])
        editor.replaceString(["packages", key, field, name], range);
    }
  }
  return applyEdits(text, editor.edits);
}

/** `specifier` of each dependency, or the `specifiers` of lockfiles before version 6 (https://github.com/pnpm/spec/tree/master/lockfile). */
function editPnpmLock(text: string, path: string, packages: readonly OwnPackage[]): string {
  const document = parseYamlDocument(text, path);
  const edits: TextEdit[] = [];
  for (const { root, ranges = {} } of packages) {
    for (const [name, range] of Object.entries(ranges)) {
      const fields = ["dependencies", "devDependencies", "optionalDependencies"].map((field) => [field, name, "specifier"]);
      for (const keys of [...fields, ["specifiers", name]]) {
        const place = document.range(["importers", root, ...keys]);
        if (place !== null) edits.push({ range: place, text: quoteYaml(text.slice(...place), range) });
      }
    }
  }
  return applyEdits(text, edits);
}

/** With the quotes of `model`, and with single ones where YAML would read the plain text as something else (`*`, `>=1`). */
function quoteYaml(model: string, value: string): string {
  return /^["']/.test(model) || !/^[\w^~][^\s#:]*$|^workspace:[\w^~][^\s#:]*$/.test(value) ? `'${value}'` : value;
}

function editUvLock(text: string, path: string, packages: readonly OwnPackage[]): string {
  const document = parseTomlDocument(text, path);
  const byName = new Map(packages.map((own) => [normalizePackageName(own.name), own]));
  const edits: TextEdit[] = [];
  for (const [index, entry] of listOf(document.value["package"]).map(tableOf).entries()) {
    const own = byName.get(normalizePackageName(textOf(entry["name"]) ?? ""));
    if (own === undefined || !isOwnSource(tableOf(entry["source"]))) continue;
    edits.push(
      ...stringEdit(document, text, ["package", index, "version"], own.version),
      ...uvRangeEdits(document, text, { index, entry, own }),
    );
  }
  return applyEdits(text, edits);
}

/** uv marks packages of the repository as editable, virtual or directory; anything else comes from elsewhere. */
function isOwnSource(source: Record<string, unknown>): boolean {
  return ["editable", "virtual", "directory"].some((kind) => typeof source[kind] === "string");
}

function uvRangeEdits(
  document: TomlDocument,
  text: string,
  { index, entry, own }: { index: number; entry: Record<string, unknown>; own: OwnPackage },
): TextEdit[] {
  const ranges = new Map(Object.entries(own.ranges ?? {}).map(([name, range]) => [normalizePackageName(name), range]));
  const edits: TextEdit[] = [];
  for (const [place, requirement] of listOf(tableOf(entry["metadata"])["requires-dist"]).map(tableOf).entries()) {
    const range = ranges.get(normalizePackageName(textOf(requirement["name"]) ?? ""));
    if (range !== undefined)
      edits.push(...stringEdit(document, text, ["package", index, "metadata", "requires-dist", place, "specifier"], range));
  }
  return edits;
}

function editCargoLock(text: string, path: string, packages: readonly OwnPackage[]): string {
  const document = parseTomlDocument(text, path);
  const entries = listOf(document.value["package"]).map(tableOf);
  const byName = new Map(packages.map((own) => [own.name, own]));
  const edits: TextEdit[] = [];
  // "name version" stands in a dependency list only where two versions of one name are locked.
  const renamed = new Map<string, string>();
  for (const [index, entry] of entries.entries()) {
    const own = byName.get(textOf(entry["name"]) ?? "");
    if (own === undefined || entry["source"] !== undefined) continue;
    edits.push(...stringEdit(document, text, ["package", index, "version"], own.version));
    renamed.set(`${own.name} ${String(entry["version"])}`, `${own.name} ${own.version}`);
  }
  for (const [index, entry] of entries.entries()) {
    for (const [place, dependency] of listOf(entry["dependencies"]).entries()) {
      const replacement = renamed.get(String(dependency));
      if (replacement !== undefined) edits.push(...stringEdit(document, text, ["package", index, "dependencies", place], replacement));
    }
  }
  return applyEdits(text, edits);
}

function stringEdit(document: TomlDocument, text: string, keys: (string | number)[], value: string): TextEdit[] {
  const range = document.range(...keys);
  return range === undefined || !/^["']/.test(text.slice(...range)) ? [] : [{ range, text: quoteLike(text.slice(...range), value) }];
}
