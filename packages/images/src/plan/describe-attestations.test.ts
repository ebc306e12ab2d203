import { expect, it } from "vitest";
import { describeAttestations, hasAttestations } from "./describe-attestations.ts";

it("an image in the registry does only when it has all that is asked for", () => {
  const all = describeAttestations({ provenance: "max", sbom: { scanner: null } });
  expect(all).toBe("provenance=max,sbom");
  const little = describeAttestations({ provenance: "min", sbom: null });
  expect(hasAttestations(all, little)).toBe(true);
  expect(hasAttestations(little, all)).toBe(false);
  expect(hasAttestations("provenance=max", all)).toBe(false);
  expect(hasAttestations(undefined, little)).toBe(false);
  expect(hasAttestations(undefined, undefined)).toBe(true);
});
