import { posix } from "node:path";

/** The folder of a POSIX path below the repository root; "." for a file at the root. */
export function folderOf(path: string): string {
  const slash = lastSlash(path);
  return slash === -1 ? "." : path.slice(0, slash);
}

/** Names are short: to go through one takes less time than to call what searches long texts. */
function lastSlash(path: string): number {
  let at = path.length - 1;
  while (at >= 0 && path.charCodeAt(at) !== SLASH) at--;
  return at;
}

/** The code of `/`. */
export const SLASH = 47;

/** Whether a file stands in `folder` itself, which is not ".": quicker than to cut its folder out. */
export function isDirectlyIn(path: string, folder: string): boolean {
  return path.charCodeAt(folder.length) === SLASH && path.startsWith(folder) && !path.includes("/", folder.length + 1);
}

/** The last element of a POSIX path. */
export function nameOf(path: string): string {
  return path.slice(lastSlash(path) + 1);
}

/** `path` below `folder`, both from the repository root; `folder` may be ".". */
export function below(folder: string, path: string): string {
  if (/^[\w-][\w.-]*$/.test(path)) return folder === "." ? path : `${folder}/${path}`;
  return posix.normalize(posix.join(folder, path));
}

/**
 * Where `reference`, as written in a manifest in `folder`, points to: a path from the repository root without a slash at
 * its end, or null when it leaves the repository or is absolute.
 */
export function resolveReference(folder: string, reference: string): string | null {
  const [, plain] = /^(?:\.\/)?([\w-][\w.-]*(?:\/[\w-][\w.-]*)*)$/.exec(reference) ?? [];
  if (plain !== undefined) return folder === "." ? plain : `${folder}/${plain}`;
  if (posix.isAbsolute(reference) || /^[A-Za-z]:[\\/]/.test(reference)) return null;
  const path = posix.normalize(posix.join(folder, reference.replaceAll("\\", "/"))).replace(/\/+$/, "");
  if (path === ".." || path.startsWith("../")) return null;
  return path === "" ? "." : path;
}

/** Whether `path` is `folder` itself or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`);
}

/** `path`, which lies in `folder`, as seen from `folder`; "." for the folder itself. */
export function relativeTo(folder: string, path: string): string {
  if (folder === ".") return path;
  return path === folder ? "." : path.slice(folder.length + 1);
}

/** `folder` and each folder above it, nearest first, down to ".". */
export function folderAndAncestors(folder: string): string[] {
  const folders = [folder];
  for (let current = folder; current !== ".";) {
    current = folderOf(current);
    folders.push(current);
  }
  return folders;
}
