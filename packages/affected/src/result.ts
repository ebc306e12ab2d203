import type { Warning } from "@sluice/core";
import type { ChangedFile } from "@sluice/git";

export type { ChangedFile } from "@sluice/git";

/** How the base of the comparison was found. */
export type BaseSource =
  | "argument"
  | "merge-base"
  | "merge-group"
  | "last-green"
  | "push-before"
  | "release-tag"
  | "previous-commit"
  | "none";

/** Why a project or an image is affected. */
export type Reason =
  | { kind: "file"; path: string }
  | { kind: "dependency"; project: string }
  | { kind: "external"; package: string; lockfile: string }
  | { kind: "workspace"; path: string }
  | { kind: "deleted-project"; project: string }
  | { kind: "unknown-base" }
  | { kind: "base-image"; reference: string };

/** A project that the change affects. */
export interface AffectedProject {
  name: string;
  root: string;
  type: "app" | "lib";
  targets: string[];
  reasons: Reason[];
}

/** An image that the change affects. */
export interface AffectedImage {
  project: string;
  reasons: Reason[];
}

/** The document that `sluice affected --json` prints. Everything in it is sorted; the same input gives the same bytes. */
export interface AffectedResult {
  schemaVersion: 1;
  /** `revision`: 40 hex digits, or null when there is no base. */
  base: { revision: string | null; source: BaseSource };
  /** `revision`: 40 hex digits, or null for the working tree. */
  head: { revision: string | null };
  changedFiles: ChangedFile[];
  projects: AffectedProject[];
  images: AffectedImage[];
  warnings: Warning[];
}
