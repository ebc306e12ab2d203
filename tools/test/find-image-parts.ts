import { checkDocker } from "../setup/docker.mjs";
import { findRegistryProgram } from "../stack/index.ts";

/** What a test of images needs on the machine. */
export interface ImageParts {
  /** A docker client with buildx that reaches an engine; `docker` where there is none. */
  docker: string;
  /** Why they are not all there, or null. */
  missing: string | null;
}

/** Looks for Docker and for the registry's program. */
export async function findImageParts(): Promise<ImageParts> {
  const { reason, client } = await checkDocker();
  const registry = (await findRegistryProgram()) === null ? "the program docker-registry is not installed" : null;
  return { docker: client ?? "docker", missing: reason ?? registry };
}
