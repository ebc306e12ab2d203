import { normalizePackageName } from "./package-name.ts";

/** What a dependency points to: a package by (normalised) name, and a local folder when it says one. */
export interface PythonReference {
  name: string | null;
  /** As written, relative to the folder of the file that says it. */
  path: string | null;
}

/**
 * Parses a PEP 508 requirement: `name[extra]>=1; marker`, `name @ file:../lib`, and pip's and PDM's `file:../lib#egg=name`. Null for what is none.
 */
export function parseRequirement(requirement: string): PythonReference | null {
  const [, address, egg] = /^\s*(file:[^\s#]*)#egg=([\w.-]+)/.exec(requirement) ?? [];
  if (address !== undefined && egg !== undefined) return { name: normalizePackageName(egg), path: localPath(address) };
  const [, name, rest = ""] = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(.*)$/s.exec(requirement) ?? [];
  if (name === undefined) return null;
  const [, url] = /^(?:\[[^\]]*\])?\s*@\s*([^\s;]+)/.exec(rest) ?? [];
  return { name: normalizePackageName(name), path: url === undefined ? null : localPath(url) };
}

/** The relative path in `file:../lib` or `file:///${PROJECT_ROOT}/../lib`; null for any other address. */
export function localPath(url: string): string | null {
  const [, path] = /^file:(?:\/\/)?(?:\/?(?:\$\{PROJECT_ROOT\}|\{root:uri\})\/)?(.*)$/.exec(url) ?? [];
  return path === undefined || path === "" ? null : path.replace(/\[[^\]]*\]$/, "").replace(/#.*$/, "");
}
