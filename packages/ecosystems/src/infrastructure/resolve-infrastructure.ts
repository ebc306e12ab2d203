import type { ImportTarget, ResolveImport } from "../imports/import-target.ts";
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

/** Resolves references of images, whatever their registry and tag, to the project whose image has that name. */
export function createImageResolver(rootOfImage: ReadonlyMap<string, string>): ResolveImport {
  return (reference): ImportTarget[] => {
    const name = reference.replace(/@.*$/, "").split("/").at(-1)?.replace(/:.*$/, "") ?? "";
    const root = rootOfImage.get(name);
    return root === undefined ? [] : [{ path: root, files: () => [] }];
  };
}
