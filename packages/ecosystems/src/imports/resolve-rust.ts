import { folderOf, resolveReference } from "../text/paths.ts";
import type { ProjectFolders } from "./project-folders.ts";
import type { ResolveImport } from "./import-target.ts";

/** Resolves the paths that Rust sources take in: from the source's folder, or (`/…`) from that of its crate. */
export function createRustResolver(crates: ProjectFolders): ResolveImport {
  return (name, path) => {
    const crate = name.startsWith("/") ? crates.ownerOf(path) : folderOf(path);
    const target = crate === null ? null : resolveReference(crate, name.replace(/^\/+/, ""));
    return target === null ? [] : [{ path: target, files: () => [target] }];
  };
}
