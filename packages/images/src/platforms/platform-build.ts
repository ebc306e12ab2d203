import type { ImageFailure } from "../build/assemble-failures.ts";
import type { MovingTag } from "../metadata/moving-tag.ts";
import type { ImageReason } from "../plan/image-plan.ts";

/** One image as one runner has pushed it: some of its platforms, and what the index of all of them is to be. */
export interface PlatformBuild {
  name: string;
  project: string;
  reasons: ImageReason[];
  /** Without tag and digest: `ghcr.io/acme/gateway`. */
  repository: string;
  /** What this runner pushed: the digest of an index with its platforms and their attestations. Null: the registry held the whole image for its key already. */
  digest: string | null;
  /** The platforms behind the digest. */
  platforms: string[];
  /** All that the merged index must have. */
  allPlatforms: string[];
  /** Full references that the merged index gets. */
  tags: string[];
  /** Those of the tags that only ever move forward. */
  moving: MovingTag[];
  key: string | null;
  keyReference: string | null;
  /** Keys are `level:key`; those of the index are written by the merge. */
  annotations: Record<string, string>;
}

/** What `sluice images build --push-by-digest` writes, and `sluice images merge` reads: one runner's share. */
export interface PlatformBuildResult {
  schemaVersion: 1;
  /** Sorted by name. */
  images: PlatformBuild[];
  /** Images that could not be built because of their own Dockerfile, or of one that they start from. */
  failures: ImageFailure[];
}
