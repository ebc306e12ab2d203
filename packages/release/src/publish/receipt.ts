import type { IndexKind } from "./publish-ports.ts";

/** What a release is made of, as the world showed it. It names no time, so that the same release gives the same bytes. */
export interface Receipt {
  schemaVersion: 1;
  gitTag: string;
  /** 40 hex digits. */
  commit: string;
  packages: { name: string; version: string }[];
  images: { reference: string; digest: string; platforms: string[] }[];
  /** The SBOMs (SPDX) that the registry holds of the images, each a file of the release of this name; sha256 in hexadecimal. */
  sboms: { name: string; reference: string; platform: string; sha256: string }[];
  npm: { reference: string; integrity: string }[];
  /** What other indexes hold of it, file by file; sha256 in hexadecimal, null where the index does not say it. */
  indexes: { kind: IndexKind; reference: string; files: { name: string; sha256: string | null }[] }[];
}
