import type { Docker } from "../buildx/find-docker.ts";
import { parseSboms, type Sbom } from "./parse-sboms.ts";
import { inspect, readRegistryImage } from "./read-registry-image.ts";

/**
 * The SBOMs that are attached to an image, platform by platform; [] for one that has none. They are read by docker, which may reach
 * registries that only it trusts. Throws the registry's errors.
 */
export async function readSboms(docker: Docker, reference: string): Promise<Sbom[]> {
  const image = await readRegistryImage(docker, reference);
  if (image === null || image.attestations.length === 0) return [];
  const printed = await inspect(docker, reference, ["--format", "{{json .SBOM}}"]);
  return printed === null ? [] : parseSboms(printed, image.platforms);
}
