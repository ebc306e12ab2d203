import type { Docker } from "../buildx/find-docker.ts";
import { assembleImageFindings, type ExpectedImage, type ImageFinding, type ObservedDetails } from "./assemble-image-findings.ts";
import { inParallel } from "./in-parallel.ts";
import { readRegistryImageDetails } from "./read-registry-image.ts";
import { readStatements } from "./read-statements.ts";
import type { Statement } from "./registry-image.ts";

/** Looks up what is expected in the registry and returns what is not as it should be, in the order of the expectations. */
export async function verifyImages(docker: Docker, expected: readonly ExpectedImage[]): Promise<ImageFinding[]> {
  const references = [...new Set(expected.flatMap((image) => image.references))];
  const found = await inParallel(references, (reference) => readRegistryImageDetails(docker, reference));
  // Many references point to one image: what is attested of it is read once.
  const statements = new Map<string, Statement[]>();
  for (const image of found) {
    if (image !== null && !statements.has(image.digest)) statements.set(image.digest, await readStatements(docker, image));
  }
  const observed = new Map<string, ObservedDetails | null>();
  for (const [index, reference] of references.entries()) {
    const image = found[index] ?? null;
    observed.set(reference, image === null ? null : { ...image, statements: statements.get(image.digest) ?? [] });
  }
  return assembleImageFindings(expected, observed);
}
