import { SluiceError, type Warning } from "@sluice/core";
import type { CacheKind } from "./build-cache.ts";

/** What decides which cache a build uses. */
export interface CacheQuestion {
  /** What was asked for; null: nothing. */
  asked: CacheKind | null;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether the builder can write its cache somewhere; asked only where a cache is wanted. */
  canExport: () => Promise<boolean>;
}

/**
 * The cache for a build: what was asked for; else GitHub Actions' own where a workflow gives its address and token and the
 * builder can write to it; else none, since a builder that stays keeps its steps itself.
 * Throws SLUICE_CACHE_UNSUPPORTED and SLUICE_CACHE_UNAVAILABLE for one that was asked for and cannot be.
 */
export async function chooseCache({ asked, env, canExport }: CacheQuestion): Promise<{ kind: CacheKind; warnings: Warning[] }> {
  const hasGitHub = Boolean(env["ACTIONS_RUNTIME_TOKEN"]) && Boolean(env["ACTIONS_CACHE_URL"] || env["ACTIONS_RESULTS_URL"]);
  const kind = asked ?? (hasGitHub ? "gha" : "none");
  if (kind !== "none" && !(await canExport())) {
    const message = `the present builder cannot write a build cache (--cache ${kind}): it is the engine's own, without the containerd image store`;
    if (asked === null)
      return { kind: "none", warnings: [{ code: "SLUICE_CACHE_UNSUPPORTED", message: `${message}; builds begin anew on each runner` }] };
    throw new SluiceError("SLUICE_CACHE_UNSUPPORTED", message, {
      hint: "Make another builder, `docker buildx create --use --driver docker-container`, or turn on the containerd image store.",
    });
  }
  if (kind === "gha" && !hasGitHub)
    throw new SluiceError(
      "SLUICE_CACHE_UNAVAILABLE",
      "--cache gha: there is no ACTIONS_RUNTIME_TOKEN with ACTIONS_CACHE_URL or ACTIONS_RESULTS_URL",
      {
        hint: "GitHub gives them to actions alone: let an action export them before this step (crazy-max/ghaction-github-runtime), or use --cache registry.",
      },
    );
  return { kind, warnings: [] };
}
