import type { PackageJSON } from "@changesets/types";
import type { Ecosystem } from "@sluice/ecosystems";

/** What a go.mod says that decides whether its module can be taken from a git tag. */
interface GoModule {
  path: string;
  /** Modules that it replaces by a folder, with the line. */
  localReplaces: { module: string; line: number }[];
}

/** A Helm chart in the folder of the service that it deploys. */
export interface OwnChart {
  name: string;
  /** POSIX path of its folder, from the repository root. */
  root: string;
  /** In its Chart.yaml. */
  version: string;
}

/** A package of the workspace as the release sees it. */
export interface ReleasePackage {
  name: string;
  /** What an index of packages knows it by, where that is not `name`. */
  packageName?: string;
  /** POSIX path from the repository root. */
  root: string;
  ecosystem: Ecosystem;
  /** Path of the manifest, from the repository root. */
  manifest: string;
  /**
   * The file the version stands in: the manifest, or the manifest of a Cargo workspace from which several crates inherit
   * it, which then move together. Null where no file holds it (Go, Docker).
   */
  versionManifest: string | null;
  /**
   * The present version. From the manifest; where the manifest has none (Go, Docker), the newest of its git tags and of
   * its changelog, so that a version that was written but not yet tagged counts.
   */
  version: string;
  private: boolean;
  /** Names of the only registries its manifest lets it go to (Cargo's `publish = ["acme"]`); left out for any. */
  registries?: readonly string[];
  /** The content of package.json; null for a package that has none. */
  packageJson: PackageJSON | null;
  /** Names of the packages of the workspace that this one needs. */
  dependencies: string[];
  /** The images that are built from this package. */
  images: ReleaseImage[];
  /** Of a Go module that others take: what its tag has to fit. Left out for a service, and where go.mod cannot be read. */
  goModule?: GoModule;
  /** Helm charts in its folder that deploy its image: they are released with it. Left out when there are none. */
  charts?: readonly OwnChart[];
  /** Of a chart: the name of the package whose image it deploys, whose version is its `appVersion`. Left out when there is not one. */
  appOf?: string;
}

/** An image of a package, as far as a release is concerned. */
export interface ReleaseImage {
  /** Unique: `gateway`, or `gateway-cuda` for a variant. */
  name: string;
  /** Last part of its reference: `gateway`. */
  repository: string;
  /** `cuda` where each tag ends in `-cuda`. */
  variant: string | null;
}
