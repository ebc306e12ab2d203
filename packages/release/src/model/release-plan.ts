import type { Ecosystem } from "@sluice/ecosystems";
import type { Warning } from "@sluice/core";

/** The size of a change. `none`: named by a changeset, or by a devDependency, without a new version. */
export type Bump = "none" | "patch" | "minor" | "major";

/**
 * Why a package gets a new version. `group` names the entry of `.changeset/config.json`, for example `fixed[0]`, or the
 * file that holds the version of several packages.
 */
export type Cause =
  | { kind: "changeset"; id: string }
  | { kind: "commit"; sha: string }
  | { kind: "dependency"; package: string }
  | { kind: "group"; group: string };

/** One package of a release plan. */
export interface PlannedPackage {
  name: string;
  /** POSIX path from the repository root. */
  root: string;
  ecosystem: Ecosystem;
  oldVersion: string;
  newVersion: string;
  bump: Bump;
  private: boolean;
  causes: Cause[];
  /** The section for CHANGELOG.md in Markdown, from its `## <version>` line on; "" when the bump is `none`. */
  changelog: string;
  /** `name@newVersion`. */
  gitTag: string;
}

/** What publishing makes: an image, a version in the index of an ecosystem, a git tag, or a GitHub release. */
export type ArtifactKind = "image" | "npm" | "pypi" | "cargo" | "helm" | "git-tag" | "github-release";

/** Something that publishing the plan will make. */
export interface Artifact {
  kind: ArtifactKind;
  package: string;
  /** The image reference, `name@version`, or the git tag. */
  reference: string;
}

/** The document that `sluice release plan --json` prints. Sorted by package name; the same input gives the same bytes. */
export interface ReleasePlan {
  schemaVersion: 1;
  /** The commit the plan was made at: 40 hex digits. */
  commit: string;
  /** `sha256:` and the hash of the plan itself without this field; see `computePlanDigest`. */
  digest: string;
  packages: PlannedPackage[];
  artifacts: Artifact[];
  warnings: Warning[];
}
