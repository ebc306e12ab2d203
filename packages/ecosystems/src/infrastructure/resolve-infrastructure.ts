import { isPublicNamesake, parseImageReference } from "@sluice/core";
import type { ImportTarget, ResolveImport } from "../imports/import-target.ts";
import type { NamedFolders } from "../text/named-folders.ts";
import { folderOf, resolveReference } from "../text/paths.ts";
import { contentOf } from "../workspace/content-of.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import { infrastructureKindOf } from "./infrastructure-files.ts";

/** What a deployment at the repository's root is made of, which is no project: what a path to the root means there. */
const atRoot: Partial<Record<string, readonly string[]>> = {
  terraform: ["*.tf", "*.tf.json", "*.tofu", "*.tofu.json"],
  kustomize: ["kustomization.yaml", "kustomization.yml", "Kustomization"],
  helm: ["Chart.yaml", "values.yaml", "values.schema.json", "templates/**", "crds/**", "charts/**"],
};

/** Resolves relative paths from the file's folder, to a file or all of a folder. What describes a deployment in such a folder is looked through in its turn. */
export function createPathResolver(files: FileIndex): ResolveImport {
  return (name, path) => {
    const target = resolveReference(folderOf(path), name);
    if (target === null) return [];
    const kind = infrastructureKindOf(path);
    const through = () => files.inFolder(target).filter((file) => infrastructureKindOf(file) === kind);
    const content = () => (target === "." && through().length > 0 ? (atRoot[kind ?? ""] ?? []) : contentOf(target, files));
    return [{ path: target, files: content, asIs: true, through }];
  };
}

/**
 * Resolves references of images, whatever their registry and tag, to the project whose image has that name, of several the nearest; not those of a public
 * image that the one here is itself built from. `referencesIn` gives the references in the Dockerfiles of a folder.
 */
export function createImageResolver(images: NamedFolders, referencesIn: (root: string) => readonly string[]): ResolveImport {
  return (reference, _path, from): ImportTarget[] =>
    images
      .find(parseImageReference(reference).name, from)
      .filter((root) => !isPublicNamesake(reference, referencesIn(root)))
      .map((root) => ({ path: root, files: () => [] }));
}
