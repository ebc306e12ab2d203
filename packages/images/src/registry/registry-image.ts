/** What a registry holds for a reference. */
export interface RegistryImage {
  reference: string;
  /** Of the index, or of the manifest when there is no index: `sha256:…`. */
  digest: string;
  /** Whether the digest is that of an index: several platforms, or attestations. */
  isIndex: boolean;
  /** Sorted: `linux/amd64`, `linux/arm64`, `linux/arm/v7`. */
  platforms: string[];
  /** The manifest of each platform; none when there is no index. */
  manifests: { platform: string; digest: string }[];
  /** Attestation manifests, by the digest of the manifest they are about. */
  attestations: { subject: string; digest: string }[];
  /** Annotations of the index. */
  annotations: Record<string, string>;
}

/** An in-toto statement about a platform's manifest. */
export interface Statement {
  /** The manifest that the index attaches it to. */
  manifest: string;
  /** `https://slsa.dev/provenance/v0.2`, `https://spdx.dev/Document`. */
  predicateType: string;
  /** The digests that the statement itself is about. */
  subjects: string[];
}

/** What a registry holds of an image, for each platform. */
export interface RegistryImageDetails extends RegistryImage {
  configurations: { platform: string; /** "" is root. */ user: string; labels: Record<string, string> }[];
}
