import type { Attestations } from "./image-plan.ts";

/** The index's annotation that says what is attested, so that one request tells whether an image in the registry has what is asked for. */
export const attestationsAnnotation = "dev.sluice.attestations";

/** `provenance=max,sbom`. Pure. */
export function describeAttestations({ provenance, sbom }: Attestations): string {
  return [`provenance=${provenance}`, ...(sbom === null ? [] : ["sbom"])].join(",");
}

/** Whether an image with the annotation `held` has all that `wanted` asks for; a full provenance does for a small one. Pure. */
export function hasAttestations(held: string | undefined, wanted: string | undefined): boolean {
  const there = new Set(held?.split(","));
  if (there.has("provenance=max")) there.add("provenance=min");
  return wanted === undefined || wanted.split(",").every((entry) => there.has(entry));
}
