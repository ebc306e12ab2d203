import { SluiceError } from "@sluice/core";
import type { Ecosystem } from "../model/workspace.ts";
import { findVersion } from "../python/version-file.ts";
import { applyEdits } from "../text/apply-edits.ts";
import { JsonEditor } from "../text/json-edits.ts";
import { parseJsonDocument } from "../text/json-document.ts";
import { parseTomlDocument, type TomlDocument } from "../text/toml-document.ts";
import { quoteLike } from "./quote-like.ts";

/** What {@link editVersion} needs. */
export interface EditVersionOptions {
  ecosystem: Ecosystem;
  /** Where the manifest stands, for errors: `services/omega/Cargo.toml`. */
  path: string;
  /** The manifest's present text. */
  text: string;
  /** The new version, without a `v`. */
  version: string;
}

/**
 * The manifest's text with another version, every other character unchanged: comments, order, indentation, line ends.
 *
 * - package.json: `version`, added after `name` when it is missing;
 * - pyproject.toml: `version` of [project], else of [tool.poetry]; where the build takes it from a file (`dynamic = ["version"]`),
 *   edit the file that `Project.versionManifest` names: `__version__` in a Python file, or a file that holds nothing else;
 * - Cargo.toml: `version` of [package], else of [workspace.package]: where a member inherits its version, edit the file
 *   that `Project.versionManifest` names;
 * - Chart.yaml: `version`.
 *
 * Throws SLUICE_VERSION_NOT_EDITABLE when the manifest holds no version (Go, Docker, a version computed by the build), and
 * SLUICE_BROKEN_MANIFEST when it cannot be parsed.
 */
export function editVersion({ ecosystem, path, text, version }: EditVersionOptions): string {
  if (ecosystem === "npm") return editPackageJson(text, path, version);
  if (ecosystem === "python" && !path.endsWith(".toml")) return editVersionFile(text, path, version);
  if (ecosystem === "python")
    return editToml(text, path, version, [
      ["project", "version"],
      ["tool", "poetry", "version"],
    ]);
  if (ecosystem === "cargo")
    return editToml(text, path, version, [
      ["package", "version"],
      ["workspace", "package", "version"],
    ]);
  if (ecosystem === "helm") return editChart(text, path, version);
  throw notEditable(path, `a ${ecosystem} project has no version in a file`, "Its version is that of its newest git tag.");
}

function editVersionFile(text: string, path: string, version: string): string {
  const place = findVersion(text, path);
  if (place === null) throw notEditable(path, "no version stands in it", 'Write `__version__ = "0.0.0"` there.');
  return applyEdits(text, [{ range: place.range, text: version }]);
}

/** `version` at the top level of a Chart.yaml; that of the application is another matter. */
function editChart(text: string, path: string, version: string): string {
  const place = /^version:[ \t]*(["']?)([^\s"'#]+)\1/m;
  if (!place.test(text)) throw notEditable(path, "no version stands in it", "Write the version there.");
  return text.replace(place, (_, quote: string) => `version: ${quote}${version}${quote}`);
}

/**
 * A Chart.yaml's text with another `appVersion`, every other character unchanged; a `v` before the present one is kept. A chart
 * that has none stays without.
 */
export function editAppVersion(text: string, version: string): string {
  const place = /^(appVersion:[ \t]*)(["']?)(v?)([^\s"'#]+)\2/m;
  return text.replace(place, (_, key: string, quote: string, prefix: string) => `${key}${quote}${prefix}${version}${quote}`);
}

function editPackageJson(text: string, path: string, version: string): string {
  parseJsonDocument(text, path);
  const editor = new JsonEditor(text);
  if (!editor.replaceString(["version"], version)) editor.insertProperty("version", version, "name");
  return applyEdits(text, editor.edits);
}

function editToml(text: string, path: string, version: string, places: readonly (readonly string[])[]): string {
  const document = parseTomlDocument(text, path);
  for (const keys of places) {
    const range = stringRange(document, text, keys);
    if (range !== null) return applyEdits(text, [{ range, text: quoteLike(text.slice(...range), version) }]);
  }
  throw notEditable(path, "no version stands in it", "Write the version there, or name the file it comes from.");
}

/** The range of the string at `keys`; null for what is missing or anything but a string (`version.workspace = true`). */
function stringRange(document: TomlDocument, text: string, keys: readonly string[]): readonly [number, number] | null {
  const range = document.range(...keys);
  return range !== undefined && /^["']/.test(text.slice(...range)) ? range : null;
}

function notEditable(path: string, problem: string, hint: string): SluiceError {
  return new SluiceError("SLUICE_VERSION_NOT_EDITABLE", `The version in ${path} cannot be edited: ${problem}.`, { hint });
}
