import type { FileIndex } from "../workspace/file-index.ts";

/**
 * Whether a file of that name describes an image: `Dockerfile`, `Containerfile`, `Dockerfile.<variant>`,
 * `<variant>.Dockerfile`. An ignore file (`Dockerfile.dockerignore`) does not.
 */
export function isDockerfileName(name: string): boolean {
  if (name === "Dockerfile" || name === "Containerfile") return true;
  if (name.endsWith(".dockerignore") || name.endsWith(".containerignore")) return false;
  return /^(Dockerfile|Containerfile)\.[\w.-]+$/.test(name) || /^[\w.-]+\.(Dockerfile|dockerfile|Containerfile)$/.test(name);
}

/** Whether `folder` itself holds a `Dockerfile` or `Containerfile`. */
export function hasPlainDockerfile(folder: string, files: FileIndex): boolean {
  const prefix = folder === "." ? "" : `${folder}/`;
  return files.has(`${prefix}Dockerfile`) || files.has(`${prefix}Containerfile`);
}
