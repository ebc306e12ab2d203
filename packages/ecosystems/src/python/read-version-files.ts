import type { ManifestProject, ReadFile } from "../model/reading.ts";
import { resolveReference } from "../text/paths.ts";
import type { PyprojectManifest } from "./parse-pyproject.ts";
import { findVersion } from "./version-file.ts";

/** A version that stands in another file than the manifest. */
export type FileVersion = Pick<ManifestProject, "version" | "versionManifest">;

/** By manifest: the version that its build takes from a file. */
export async function readVersionFiles(
  manifests: readonly PyprojectManifest[],
  readFile: ReadFile,
): Promise<Map<PyprojectManifest, FileVersion>> {
  const versions = new Map<PyprojectManifest, FileVersion>();
  for (const manifest of manifests) {
    for (const file of manifest.versionFiles) {
      const path = resolveReference(manifest.root, file);
      const found = path === null ? null : findVersion((await readFile(path)) ?? "", path);
      if (path === null || found === null) continue;
      versions.set(manifest, { version: found.version, versionManifest: path });
      break;
    }
  }
  return versions;
}
