import type { ImageBuildResult } from "@sluice/images";

/** What a build itself ends in; everything else is a Dockerfile or a configuration to be mended. */
const BUILD_FAILURES = new Set<string>(["SLUICE_IMAGE_BUILD_FAILED", "SLUICE_BASE_NOT_BUILT"]);

/** 0: all images are there. 1: a step of one failed. 2: one could not even be tried. */
export function buildExitCode(failures: ImageBuildResult["failures"]): 0 | 1 | 2 {
  if (failures.length === 0) return 0;
  return failures.every(({ problem }) => BUILD_FAILURES.has(problem.code)) ? 1 : 2;
}
