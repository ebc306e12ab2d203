/** A configuration with every default filled in. What each key means is said once, in `schema.ts`. */
export interface Configuration {
  $schema?: string | undefined;
  defaultBranch: string;
  remote: string;
  projects: { ignore: string[] };
  affected: { workspaceFiles: string[]; ignore: string[] };
  images: {
    registry?: string | undefined;
    platforms: string[];
    rules: string[];
    flavor: string[];
    buildArgs: Record<string, string>;
    buildContexts: Record<string, string>;
    secrets: string[];
    provenance: "min" | "max";
    sbom?: boolean | undefined;
    sbomScanner?: string | undefined;
    signing: Signing;
    images: Record<string, ConfiguredImage>;
  };
  release: {
    npmRegistry?: string | undefined;
    pythonIndex?: PythonIndex | undefined;
    cargoRegistry?: CargoRegistry | undefined;
    repositoryChangelog?: string | undefined;
    chartRegistry?: string | undefined;
    ignore: string[];
    commits: "off" | "on";
    commitBumps: Record<string, "none" | "patch" | "minor" | "major">;
  };
  ci: {
    provider: "github" | "gitlab" | "azure" | "jenkins";
    workflowPrefix: string;
    runner?: string | undefined;
    targets: string[];
    security: "off" | "warn" | "fail";
    scanner?: string | undefined;
    maxJobs: number;
    publish: "merge" | "tag";
    environments: string[];
  };
}

/** An index of Python packages: where it is read, by the simple repository API, and where files are uploaded. */
interface PythonIndex {
  url: string;
  publishUrl: string;
}

/** A registry of crates: its name in Cargo.toml, and its sparse index. */
interface CargoRegistry {
  name: string;
  index: string;
}

/** Whether and how images are signed, and whose signature is asked for. */
export interface Signing {
  sign: boolean;
  key?: string | undefined;
  publicKey?: string | undefined;
  identity?: string | undefined;
  issuer?: string | undefined;
}

/** An image that a person described, because the inferred one is not right. Paths are from the repository root. */
export interface ConfiguredImage {
  project: string;
  dockerfile: string;
  context?: string | undefined;
  targetStage?: string | undefined;
  buildArgs: Record<string, string>;
  /** By the suffix of their tags: `cuda` for `1.2.3-cuda`. */
  variants: Record<string, ConfiguredVariant>;
}

/** Another image of the same Dockerfile, under the same name and with a suffix behind each tag. */
export interface ConfiguredVariant {
  /** The image's own when left out. */
  targetStage?: string | undefined;
  /** Beside the image's own; these win. */
  buildArgs: Record<string, string>;
}

/** A configuration as a person writes it: every key optional, down to the fields of an image that has a default. */
export type UserConfiguration = Optional<Omit<Configuration, "projects" | "affected" | "images" | "release" | "ci">> & {
  projects?: Optional<Configuration["projects"]> | undefined;
  affected?: Optional<Configuration["affected"]> | undefined;
  images?:
    | (Optional<Omit<Configuration["images"], "images" | "signing">> & {
        images?: Record<string, UserImage> | undefined;
        signing?: Optional<Signing> | undefined;
      })
    | undefined;
  release?: Optional<Configuration["release"]> | undefined;
  ci?: Optional<Configuration["ci"]> | undefined;
};

type UserImage = Omit<ConfiguredImage, "buildArgs" | "variants"> & {
  buildArgs?: Record<string, string> | undefined;
  variants?: Record<string, Optional<ConfiguredVariant>> | undefined;
};
type Optional<Value> = { [Key in keyof Value]?: Value[Key] | undefined };
