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
 * Resolves references of images, whatever their registry and tag, to the project whose image has that name, of several the nearest. What the image of that project is itself
 * built from is another one: in a repository with a project called `node`, whose Dockerfile begins with `FROM node:24`, that is Docker Hub's.
 */
export function createImageResolver(images: NamedFolders, referencesIn: (root: string) => readonly string[]): ResolveImport {
  return (reference, _path, from): ImportTarget[] => {
    const repository = repositoryOf(reference);
    const roots = images.find(repository.slice(repository.lastIndexOf("/") + 1), from);
    const own = roots.filter((root) => !referencesIn(root).some((base) => repositoryOf(base) === repository));
    return own.map((root) => ({ path: root, files: () => [] }));
  };
}

/** Without digest and tag. */
function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, "").replace(/:[^/]*$/, "");
}
