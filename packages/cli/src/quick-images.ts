// Bundled into two files of its own, in CommonJS, like quick.ts: where one of many images is built, to load modules one by one takes as long as
// to find out which one. The second file is loaded while git looks at the repository.
import { resolve } from "node:path";
import { endWithReader } from "./end-with-reader.ts";
import { imageBuildOptions } from "./image-options.ts";
import { isBundleOf } from "./open-project-memory.ts";
import { parseOptions } from "./parse-options.ts";
import { lookForBuild } from "./recall-affected-answer.ts";

/** Versions and sizes of the packages that are in the bundle, as {@link isBundleOf} takes them; put here by the build. */
declare const BUNDLED_PACKAGES: string;

/** Runs `sluice images build` with these arguments and gives the exit code; null where the packages themselves, or commander, are needed. */
export async function buildQuickly(args: string[]): Promise<number | null> {
  const options = parseOptions(imageBuildOptions, args);
  if (options === null || !isBundleOf(BUNDLED_PACKAGES)) return null;
  const looking = lookForBuild(options, { cwd: resolve(options.text("cwd") ?? "."), env: process.env });
  endWithReader();
  const { runImageBuild } = await import("./run-image-build.ts");
  return runImageBuild(options, await looking);
}
