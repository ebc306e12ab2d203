import type { Warning } from "@sluice/core";
import type { Sbom } from "@sluice/images";

/** An image as a registry shows it. */
export interface ObservedImage {
  /** Digest of the index, or of the single manifest: `sha256:…`. */
  digest: string;
  /** `linux/amd64`, `linux/arm64`, `linux/arm/v7`, … */
  platforms: string[];
}

/** An image to build and push. */
export interface ImageToBuild {
  /** Name of the image, as @sluice/images knows it. */
  image: string;
  /** Every reference to push it under; the first is the one that never moves. */
  references: string[];
  platforms: string[];
  version: string;
  gitTag: string;
}

/** Moving image tags that were not written, because a higher version has them by now. */
export interface TagsLeft {
  /** Full references. */
  left: string[];
  /** One SLUICE_TAG_STAYS for each, that says whose it is. */
  warnings: Warning[];
}

/** A door to image builds and the registry. */
export interface ImagesPort {
  look(reference: string): Promise<ObservedImage | null>;
  /** Builds and pushes all of them; one build, so that shared stages run once. */
  build(images: readonly ImageToBuild[]): Promise<TagsLeft>;
  /**
   * Lets `reference` point to a digest that the registry holds already, byte by byte the same. A moving tag goes forward only:
   * the registry is asked for higher versions in the moment of writing.
   */
  move(options: { from: string; digest: string; reference: string }): Promise<TagsLeft>;
  /** The same for a reference that is to go back to an older version: for a rollback alone. */
  moveBack(options: { from: string; digest: string; reference: string }): Promise<void>;
  /** What would keep them from being built; [] when nothing does. */
  check(images: readonly ImageToBuild[]): Promise<PublishProblem[]>;
  /** The labels of the images of all platforms, by platform. */
  labels(reference: string): Promise<Map<string, Readonly<Record<string, string>>>>;
  /** The SBOMs that are attached to an image, as SPDX documents; [] for one that has none. */
  sboms(reference: string): Promise<Sbom[]>;
}

/** A version of a package as an npm registry shows it. */
export interface ObservedNpmVersion {
  /** Subresource integrity of the tarball: `sha512-…`. */
  integrity: string;
  /** Every dist-tag of the package with its version. */
  distTags: Record<string, string>;
  /** What the registry warns of, when it was deprecated. */
  deprecated?: string;
  /** The commit it was published from, where npm noted one. */
  gitHead?: string;
}

/** A version of an npm package that is to be published. */
export interface NpmToPublish {
  name: string;
  version: string;
  /** POSIX path of the package's folder, from the repository root. */
  root: string;
  distTag: string;
  access: "public" | "restricted";
  /** The registry its `publishConfig` names, or null. */
  registry: string | null;
}

/** A door to npm and an npm registry. */
export interface NpmPort {
  look(target: NpmToPublish): Promise<ObservedNpmVersion | null>;
  /** Publishes them in this order, and gives up at the first that fails. */
  publish(targets: readonly NpmToPublish[]): Promise<void>;
  /** Lets a dist-tag stand for a version that the registry holds. */
  setDistTag(target: NpmToPublish, distTag: string): Promise<void>;
  /** Warns everybody who installs the version. */
  deprecate(target: NpmToPublish, message: string): Promise<void>;
  /** Downloads the tarball and compares it with what the registry says of it; false when they differ. */
  matchesIntegrity(target: NpmToPublish): Promise<boolean>;
  /** Installs it into an empty folder and imports it; what goes wrong there in a sentence, or null. */
  tryOut(target: NpmToPublish): Promise<string | null>;
  /** What would keep a publish from working: no login, a package that is not built, a version that was unpublished. */
  check(targets: readonly NpmToPublish[]): Promise<PublishProblem[]>;
}

/** An index of packages besides npm's: of Python packages, of crates, of Helm charts in an OCI registry. */
export type IndexKind = "pypi" | "cargo" | "helm";

/** A version of a package that is to go to an index that is not npm's. */
export interface PackageToPublish {
  kind: IndexKind;
  name: string;
  /** As the index writes it: by PEP 440 for Python. */
  version: string;
  /** POSIX path of the package's folder, from the repository root. */
  root: string;
  /** What people call it: `acme-lib@1.0.0`, `ghcr.io/acme/charts/shop:1.0.0`. Unlike for any other package of its kind. */
  reference: string;
  /** References of the packages of its kind that have to be there before it, because it needs them. */
  needs: string[];
}

/** A version of a package as an index shows it. */
export interface ObservedPackage {
  /** Its files with what the index says of them: sha256 in hexadecimal, or null when it does not say it. */
  files: { name: string; sha256: string | null }[];
  /** What of it is not there yet: `the wheel`. Empty when it is there as a whole. */
  missing: string[];
  /** Taken back: nobody gets it who does not ask for this very version. */
  yanked: boolean;
}

/** A door to an index of packages. */
export interface PackageIndexPort {
  look(target: PackageToPublish): Promise<ObservedPackage | null>;
  /** Builds it, and uploads what `observed` does not hold. */
  publish(target: PackageToPublish): Promise<void>;
  /** How what the index holds differs from what the working tree makes, in a sentence; null when it does not. */
  difference(target: PackageToPublish, observed: ObservedPackage): Promise<string | null>;
  /** Downloads its files, and gives the names of those that are not what the index says of them. */
  corruptFiles(target: PackageToPublish, observed: ObservedPackage): Promise<string[]>;
  /** Takes a version back; null where that is not to be done by a program, then `manualYank` says how a person does it. */
  yank: ((target: PackageToPublish) => Promise<void>) | null;
  manualYank(target: PackageToPublish): string;
  /** What would keep a publish from working: no login, no program to build with. */
  check(targets: readonly PackageToPublish[]): Promise<PublishProblem[]>;
}

/** A door to the git repository and its remote. */
export interface GitPort {
  /**
   * What would make the tags say something else than what is published: a tree that is not clean, a history that is cut off,
   * a branch that no release comes from.
   */
  check(versions: readonly string[]): Promise<PublishProblem[]>;
  /** The commits that local tags stand for, by tag. */
  localTags(): Promise<ReadonlyMap<string, string>>;
  /** The commits that the remote's tags stand for, by tag. */
  remoteTags(): Promise<ReadonlyMap<string, string>>;
  /** Makes an annotated tag. */
  createTag(tag: { name: string; commit: string }): Promise<void>;
  /** Pushes tags in one push, all or none. */
  pushTags(names: readonly string[]): Promise<void>;
}

/** A release as GitHub shows it. */
export interface ObservedGitHubRelease {
  id: number;
  draft: boolean;
  name: string;
  body: string;
  /** Its files that are there as a whole; `digest` is `sha256:…`, or null where GitHub does not tell it. */
  assets: { name: string; size: number; digest: string | null }[];
}

/** A file to attach to a release. */
export interface ReleaseAsset {
  name: string;
  contentType: string;
  text: string;
}

/** A GitHub release that is to be made for a git tag. */
export interface GitHubReleaseToMake {
  tag: string;
  name: string;
  body: string;
  prerelease: boolean;
  /** Set when GitHub must not show it as the latest release; GitHub decides when left out. */
  latest?: false;
}

/** A door to the GitHub releases of the repository. */
export interface GitHubPort {
  /** The release of a git tag, drafts included. */
  look(tag: string): Promise<ObservedGitHubRelease | null>;
  /** Makes the draft and gives its id. */
  createDraft(release: GitHubReleaseToMake): Promise<number>;
  /** Attaches files to a draft. What is there with the same name and size stays; anything else of that name is replaced. */
  attach(tag: string, assets: readonly ReleaseAsset[]): Promise<void>;
  /** Sets the contents of a draft and publishes it. */
  publish(id: number, release: GitHubReleaseToMake): Promise<void>;
  /** Git tag of the release that GitHub shows as the latest; null when there is none. */
  latest(): Promise<string | null>;
  /** Sets the notes of a release, which stays as it is otherwise. */
  setBody(id: number, body: string): Promise<void>;
  makeLatest(id: number): Promise<void>;
  /** The text of one of its files; null when it cannot be had. */
  readAsset(tag: string, name: string): Promise<string | null>;
  /** What would keep so many releases, with so many files besides those that each has, from being made. */
  check(releases: number, files: number): Promise<PublishProblem[]>;
}

/** A door to the lock that only one publish at a time may hold. */
export interface LockPort {
  /** Takes the lock and gives what gives it back. Throws SLUICE_PUBLISH_LOCKED when somebody else has it. */
  acquire(): Promise<() => Promise<void>>;
  /** Gives back what a process left that was killed: one of this machine, or an earlier attempt of this workflow run. */
  clearLeftOver(): Promise<void>;
}

/**
 * The outside as a publish sees it. `github` is null where the repository is not on GitHub: then there are no releases.
 */
export interface PublishPorts {
  images: ImagesPort;
  npm: NpmPort;
  /** The other indexes, where something goes to them. */
  indexes: Readonly<Partial<Record<IndexKind, PackageIndexPort>>>;
  git: GitPort;
  github: GitHubPort | null;
  /** Left out where nothing else can publish at the same time. */
  lock?: LockPort;
}

/** Something that has to be mended before a publish may begin. */
export interface PublishProblem {
  code: `SLUICE_${string}`;
  message: string;
  hint: string;
}
