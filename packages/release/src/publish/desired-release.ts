import type { GitHubReleaseToMake, ImageToBuild, NpmToPublish, PackageToPublish, PublishProblem } from "./publish-ports.ts";

/** One package of a release, and what of it has to be in the world. */
export interface DesiredPackage {
  name: string;
  version: string;
  images: ImageToBuild[];
  /** Null for a package that does not go to npm. */
  npm: NpmToPublish | null;
  /** What of it goes to other indexes. */
  indexed: PackageToPublish[];
  /** The git tag by which the go command finds it, beside the release's own; left out for anything but a Go module. */
  moduleTag?: string;
  /** What would make that tag useless; left out when nothing does. */
  problem?: PublishProblem;
}

/** A release as it should be: everything that one git tag stands for. */
export interface DesiredRelease {
  gitTag: string;
  /** The commit the tag has to stand for: 40 hex digits. */
  commit: string;
  /** Dependencies first. */
  packages: DesiredPackage[];
  /** A snapshot has no git tag and no GitHub release: `gitTag` is only what it is called. */
  isSnapshot?: boolean;
  /** The GitHub release, or null where there is none to make. */
  github: GitHubReleaseToMake | null;
}
