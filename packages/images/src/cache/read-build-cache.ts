import type { Warning } from "@sluice/core";
import type { Docker } from "../buildx/find-docker.ts";
import { readBuilderKind } from "../buildx/read-builder-kind.ts";
import type { BuildCache, CacheKind } from "./build-cache.ts";
import { chooseCache } from "./choose-cache.ts";

/** What {@link readBuildCache} is asked for. */
export interface BuildCacheRequest {
  /** What was asked for; null: what fits the place. */
  asked: CacheKind | null;
  env: Readonly<Record<string, string | undefined>>;
  docker: Docker;
  /** Absolute path of the folder of a local cache. */
  folder: string;
  /** Whether the build may push, and so write to a registry. */
  pushes: boolean;
}

/** The cache that a build on the present builder uses; null for none. Throws what {@link chooseCache} throws. */
export async function readBuildCache({
  asked,
  env,
  docker,
  folder,
  pushes,
}: BuildCacheRequest): Promise<{ cache: BuildCache | null; warnings: Warning[] }> {
  const { kind, warnings } = await chooseCache({ asked, env, canExport: async () => (await readBuilderKind(docker)) !== "classic-engine" });
  const caches: Record<CacheKind, BuildCache | null> = {
    gha: { kind: "gha" },
    registry: { kind: "registry", writes: pushes },
    local: { kind: "local", folder },
    none: null,
  };
  return { cache: caches[kind], warnings };
}
