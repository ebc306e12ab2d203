import type { Docker } from "../buildx/find-docker.ts";
import { classifyDockerProblem, dockerError, lastWords } from "../buildx/docker-error.ts";
import { runPatiently } from "../buildx/run-patiently.ts";
import { parseImageReference } from "./image-reference.ts";
import { parseImagetools } from "./parse-imagetools.ts";
import type { RegistryImageDetails } from "./registry-image.ts";

/**
 * What the registry holds for a reference: null when it says there is nothing. Logins are docker's own.
 * `timeout` is in milliseconds.
 * Throws SLUICE_BAD_REFERENCE, SLUICE_REGISTRY_UNREACHABLE, SLUICE_REGISTRY_UNAUTHORIZED.
 */
export async function readRegistryImage(
  docker: Docker,
  reference: string,
  { timeout = 60_000 }: { timeout?: number } = {},
): Promise<RegistryImageDetails | null> {
  parseImageReference(reference);
  const { exitCode, stdout, stderr } = await runPatiently(
    docker,
    ["buildx", "imagetools", "inspect", "--format", "{{json .}}", reference],
    { timeout },
  );
  if (exitCode === 0) return parseImagetools(reference, stdout);
  if (classifyDockerProblem(stderr) === "missing") return null;
  throw dockerError(reference, stderr, {
    code: "SLUICE_REGISTRY_UNREACHABLE",
    message: `${reference} cannot be read: ${lastWords(stderr, 1)}`,
    hint: "Run `docker buildx imagetools inspect` on it by hand.",
  });
}
