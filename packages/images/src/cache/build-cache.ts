/** Where build steps are kept from one builder to the next. */
export type CacheKind = "gha" | "registry" | "local" | "none";

/** A cache that builds read and write. */
export type BuildCache =
  /** GitHub Actions' own; buildx finds its address and token in the environment. */
  | { kind: "gha" }
  /** Under a tag of its own beside the image. It is only read where nothing may be pushed. */
  | { kind: "registry"; writes: boolean }
  /** Absolute path of a folder. */
  | { kind: "local"; folder: string };
