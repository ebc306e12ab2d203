import type { Reason } from "@sluice/affected";
import type { Warning } from "@sluice/core";
import type { UnclearDockerfile } from "../discovery/assemble-drafts.ts";
import type { MovingTag } from "../metadata/moving-tag.ts";

/** What is attested of each pushed image. */
export interface Attestations {
  /** How much the provenance tells. */
  provenance: "min" | "max";
  /** An SBOM for each platform; `scanner` is the image that makes it, null for buildx's own. */
  sbom: { scanner: string | null } | null;
}

/** Why an image is built: what changed, or that somebody asked for it. */
export type ImageReason = Reason | { kind: "requested" } | { kind: "base-of"; image: string };

/** One image to build, with everything the build needs. Paths are POSIX and relative to the repository root. */
export interface PlannedImage {
  name: string;
  project: string;
  /** Sorted; never empty. */
  reasons: ImageReason[];
  /** Full references, for example `ghcr.io/acme/gateway:main-sha1a2b3c4`; none for an image that is only another one's base. */
  tags: string[];
  /** Those of the tags that only ever move forward, `1.2`, `1`, `latest` of a release, with what decides. */
  moving: MovingTag[];
  /** The first image tag; "" when there is none. */
  version: string;
  /** The reference under which the registry keeps the image for its content; null without a registry, or when the content is not all known. */
  keyReference: string | null;
  /** Hash of all that the image is made from, 64 hex digits; null when not all of it is known. */
  key: string | null;
  platforms: string[];
  dockerfile: string;
  context: string;
  targetStage: string | null;
  buildArgs: Record<string, string>;
  /** Named contexts by name; `target:<image>` is another image of this plan. */
  buildContexts: Record<string, string>;
  labels: Record<string, string>;
  /** Keys are `level:key`, as buildx takes them. */
  annotations: Record<string, string>;
  /** Why it cannot be built; the others can. */
  problem: Warning | null;
}

/** What `sluice images plan --json` prints: which images to build and why, and how. */
export interface ImagePlan {
  schemaVersion: 1;
  /** False on a pull request: then nothing is ever pushed. */
  push: boolean;
  /** Time of the commit, in seconds: the creation time in the images. */
  sourceDateEpoch: number;
  attestations: Attestations;
  /** Build secrets in buildx's words, `id=ca,src=/path`: where they are, never what they are. */
  secrets: string[];
  /** Sorted by name. */
  images: PlannedImage[];
  /** Dockerfiles of which a person has to say what image they are; where all images were asked for. */
  unclear: UnclearDockerfile[];
  warnings: Warning[];
}

/** Whether an image is in the plan only because another one starts from it: then it is built, but not tagged. */
export function isOnlyBase({ reasons }: { reasons: readonly ImageReason[] }): boolean {
  return reasons.every(({ kind }) => kind === "base-of");
}
