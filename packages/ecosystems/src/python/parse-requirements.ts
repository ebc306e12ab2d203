import { folderOf } from "../text/paths.ts";
import { localPath, parseRequirement, type PythonReference } from "./parse-requirement.ts";

/** What Sluice needs of a pip requirements file. */
export interface RequirementsManifest {
  path: string;
  root: string;
  dependencies: (PythonReference & { line: number })[];
  /** Other requirements (`-r`) and constraints (`-c`) files, as written. */
  includes: { path: string; line: number }[];
}

/**
 * Parses a requirements file by pip's rules: one requirement or option a line, a backslash continues a line, ` #` begins a
 * comment. What is neither (an address, an option of an index) says nothing about this repository and is passed over.
 */
export function parseRequirements(text: string, path: string): RequirementsManifest {
  const manifest: RequirementsManifest = { path, root: folderOf(path), dependencies: [], includes: [] };
  let pending = "";
  let start = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (pending === "") start = index + 1;
    if (raw.endsWith("\\")) {
      pending += `${raw.slice(0, -1)} `;
      continue;
    }
    addLine(manifest, (pending + raw).replace(/(^|\s)#.*$/, "").trim(), start);
    pending = "";
  }
  return manifest;
}

function addLine(manifest: RequirementsManifest, line: string, number: number): void {
  if (line === "") return;
  const [, include] = /^(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)/.exec(line) ?? [];
  if (include !== undefined) {
    manifest.includes.push({ path: include, line: number });
    return;
  }
  const [, editable] = /^(?:-e|--editable)[\s=]*(\S+)/.exec(line) ?? [];
  const target = editable ?? line;
  if (editable === undefined && target.startsWith("-")) return;
  if (/^(\.{0,2}\/|\.{1,2}(?:\[|$)|file:)/.test(target)) {
    const path = localPath(target.startsWith("file:") ? target : `file:${target.split(/\s/)[0]}`);
    manifest.dependencies.push({ name: null, path, line: number });
    return;
  }
  if (editable !== undefined && !target.includes("://") && !target.includes("+")) {
    manifest.dependencies.push({ name: null, path: target.replace(/\[[^\]]*\]$/, ""), line: number });
    return;
  }
  const requirement = target.includes("://") && !target.includes("@") ? null : parseRequirement(target);
  if (requirement !== null) manifest.dependencies.push({ ...requirement, line: number });
}
