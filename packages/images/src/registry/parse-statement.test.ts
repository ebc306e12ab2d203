import { expect, it } from "vitest";
import { parseAttestationLayers, parseStatement } from "./parse-statement.ts";

it("finds the in-toto statements of an attestation manifest", () => {
  const layers = [
    { mediaType: "application/vnd.in-toto+json", digest: "sha256:1" },
    { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: "sha256:2" },
  ];
  expect(parseAttestationLayers(JSON.stringify({ layers }))).toEqual(["sha256:1"]);
  expect([parseAttestationLayers("{}"), parseAttestationLayers("no")]).toEqual([[], []]);
});

it("reads what a statement says, and of what", () => {
  const subject = [{ name: "pkg:docker/x", digest: { sha256: "ab" } }, { name: "y", digest: {} }, 1];
  const predicateType = "https://spdx.dev/Document";
  expect(parseStatement(JSON.stringify({ predicateType, subject }))).toEqual({ predicateType, subjects: ["sha256:ab"] });
  expect(parseStatement("<html>")).toEqual({ predicateType: "", subjects: [] });
});
