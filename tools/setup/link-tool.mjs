import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "./run.mjs";
import { toolsFolder } from "./tool-environment.mjs";

/**
 * Makes the tool environment find `file` under `name`: with a link, unless PATH finds that very file by itself.
 *
 * @param {string} root @param {string} name @param {string} file
 */
export function linkTool(root, name, file) {
  const link = join(toolsFolder(root), name);
  if (file === link) return;
  const isFirst = findPrograms(name)[0] === file;
  if (isLink(link)) {
    if (!isFirst && readlinkSync(link) === file) return;
    rmSync(link);
  }
  if (isFirst) return;
  mkdirSync(toolsFolder(root), { recursive: true });
  symlinkSync(file, link);
}

/** @param {string} path */
function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
