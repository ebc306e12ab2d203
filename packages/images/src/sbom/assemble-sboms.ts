import { SluiceError } from "@sluice/core";
import { digestOf } from "../artifacts/assemble-artifact.ts";
import { attestationsAnnotation, describeAttestations } from "../plan/describe-attestations.ts";

/** The annotations by which an index ties an attestation to a platform's manifest (BuildKit, "Image attestation storage"). */
const [TYPE, SUBJECT] = ["vnd.docker.reference.type", "vnd.docker.reference.digest"];
const STATEMENT = "application/vnd.in-toto+json";
const SPDX = "https://spdx.dev/Document";

/** What an OCI index or manifest says of something else. */
interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  platform?: { os?: string; architecture?: string; variant?: string };
}

/** An OCI index, with the parts that count here. */
export interface Index {
  mediaType: string;
  manifests: Descriptor[];
  annotations?: Record<string, string>;
}

/** The manifest that carries the attestations of a platform. */
export interface AttestationManifest {
  mediaType: string;
  config: Descriptor;
  layers: Descriptor[];
}

/** A platform of an image that is to have an SBOM. */
export interface Subject {
  /** `linux/arm64`. */
  platform: string;
  /** Of its manifest, and of the manifest that carries its attestations. */
  digest: string;
  attestations: string;
}

/** A platform, its attestations as they are, and its SBOM. */
export interface SubjectSbom extends Subject {
  manifest: AttestationManifest;
  /** Text of the manifest's configuration. */
  config: string;
  /** The `subject` of the statement that is there already, the provenance. */
  subject: unknown;
  /** An SPDX document. */
  document: unknown;
}

/** Bytes to push: blobs first, then manifests by their digest, then the index. */
export interface AssembledSboms {
  blobs: Map<string, Buffer>;
  manifests: Map<string, { mediaType: string; text: string }>;
  index: { digest: string; text: string };
}

/**
 * The platforms of an index, each with the manifest of its attestations. Pure.
 * Throws SLUICE_SBOM_FAILED for an image in which there is no place to attach one to.
 */
export function findSubjects(reference: string, { manifests = [] }: Index): Subject[] {
  const attestations = manifests.filter(({ annotations }) => annotations?.[TYPE] === "attestation-manifest");
  const images = manifests.filter((manifest) => !attestations.includes(manifest));
  return images.map(({ digest, platform: { os = "", architecture = "", variant = "" } = {} }) => {
    const own = attestations.find(({ annotations }) => annotations?.[SUBJECT] === digest);
    const platform = [os, architecture, variant].filter((part) => part !== "").join("/");
    if (own !== undefined) return { platform, digest, attestations: own.digest };
    throw new SluiceError("SLUICE_SBOM_FAILED", `${reference} has no attestations for ${platform}, to which an SBOM could be added`, {
      hint: "Build with a BuildKit that attests (0.11 or newer), or leave the SBOMs out with --no-sbom.",
    });
  });
}

/**
 * The index with an SBOM for each platform, as BuildKit would have attached it: one more in-toto statement in the manifest that holds
 * the provenance. The platforms' own manifests stay as they are. Pure.
 */
export function assembleSboms(index: Index, sboms: readonly SubjectSbom[]): AssembledSboms {
  const blobs: AssembledSboms["blobs"] = new Map();
  const manifests: AssembledSboms["manifests"] = new Map();
  const replaced = new Map<string, { digest: string; size: number }>();
  for (const { attestations, manifest, config, subject, document } of sboms) {
    const statement = keep(blobs, { _type: "https://in-toto.io/Statement/v0.1", predicateType: SPDX, subject, predicate: document });
    const layer: Descriptor = { mediaType: STATEMENT, ...statement, annotations: { "in-toto.io/predicate-type": SPDX } };
    const newConfig = keep(blobs, withLayer(JSON.parse(config), layer.digest));
    const whole = { ...manifest, config: { ...manifest.config, ...newConfig }, layers: [...manifest.layers, layer] };
    const text = JSON.stringify(whole, null, 2);
    const described = describe(text);
    manifests.set(described.digest, { mediaType: manifest.mediaType, text });
    replaced.set(attestations, described);
  }
  const text = JSON.stringify(withSboms(index, replaced), null, 2);
  return { blobs, manifests, index: { digest: describe(text).digest, text } };
}

/** An image's configuration lists its layers; that of an artifact is empty. */
function withLayer(config: { rootfs?: { diff_ids?: string[] } }, digest: string): object {
  const { rootfs } = config;
  return rootfs === undefined ? config : { ...config, rootfs: { ...rootfs, diff_ids: [...(rootfs.diff_ids ?? []), digest] } };
}

function withSboms(index: Index, replaced: ReadonlyMap<string, object>): Index {
  const manifests = index.manifests.map((entry) => ({ ...entry, ...replaced.get(entry.digest) }));
  const held = index.annotations?.[attestationsAnnotation];
  if (held === undefined) return { ...index, manifests };
  const provenance = held.includes("provenance=max") ? "max" : "min";
  const annotation = describeAttestations({ provenance, sbom: { scanner: null } });
  return { ...index, manifests, annotations: { ...index.annotations, [attestationsAnnotation]: annotation } };
}

function keep(blobs: Map<string, Buffer>, document: object): { digest: string; size: number } {
  const text = JSON.stringify(document);
  const described = describe(text);
  blobs.set(described.digest, Buffer.from(text));
  return described;
}

function describe(text: string): { digest: string; size: number } {
  const data = Buffer.from(text);
  return { digest: digestOf(data), size: data.byteLength };
}
