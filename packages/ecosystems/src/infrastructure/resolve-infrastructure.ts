import type { ImportTarget, ResolveImport } from "../imports/import-target.ts";
import { folderOf, resolveReference } from "../text/paths.ts";

/** Resolves relative paths from the file's folder, to a folder or a file. */
export const resolvePath: ResolveImport = (name, path) => {
  const target = resolveReference(folderOf(path), name);
  return target === null ? [] : [{ path: target, files: () => [target] }];
};

/** Resolves references of images, whatever their registry and tag, to the project whose image has that name. */
export function createImageResolver(rootOfImage: ReadonlyMap<string, string>): ResolveImport {
  return (reference): ImportTarget[] => {
    const name = reference.replace(/@.*$/, "").split("/").at(-1)?.replace(/:.*$/, "") ?? "";
    const root = rootOfImage.get(name);
    return root === undefined ? [] : [{ path: root, files: () => [] }];
  };
}
