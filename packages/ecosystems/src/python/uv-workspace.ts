import picomatch from "picomatch";
import { folderAndAncestors, relativeTo } from "../text/paths.ts";
import type { PyprojectManifest } from "./parse-pyproject.ts";

/** The uv workspace that has `manifest` as a member: its own, or one above whose globs match its folder. */
export function workspaceOf(manifest: PyprojectManifest, workspaces: readonly PyprojectManifest[]): PyprojectManifest | null {
  for (const folder of folderAndAncestors(manifest.root)) {
    const workspace = workspaces.find(({ root }) => root === folder);
    if (workspace === undefined || workspace.uvWorkspace === null) continue;
    if (folder === manifest.root) return workspace;
    const path = relativeTo(folder, manifest.root);
    const { members, exclude } = workspace.uvWorkspace;
    if (members.length > 0 && picomatch(members.map(trimSlash))(path) && !(exclude.length > 0 && picomatch(exclude.map(trimSlash))(path)))
      return workspace;
  }
  return null;
}

function trimSlash(glob: string): string {
  return glob.replace(/^\.\//, "").replace(/\/+$/, "");
}
