import type { Docker } from "../buildx/find-docker.ts";
import { assembleImageFindings, type ImageFinding, type ExpectedImage } from "./assemble-image-findings.ts";
import { inParallel } from "./in-parallel.ts";
import { readRegistryImageDetails } from "./read-registry-image.ts";
import type { RegistryImageDetails } from "./registry-image.ts";

/** Looks up what is expected in the registry and returns what is not as it should be, in the order of the expectations. */
export async function verifyImages(docker: Docker, expected: readonly ExpectedImage[]): Promise<ImageFinding[]> {
  const references = [...new Set(expected.flatMap((image) => image.references))];
  const found = await inParallel(references, (reference) => readRegistryImageDetails(docker, reference));
  const observed = new Map<string, RegistryImageDetails | null>(references.map((reference, index) => [reference, found[index] ?? null]));
  return assembleImageFindings(expected, observed);
}
