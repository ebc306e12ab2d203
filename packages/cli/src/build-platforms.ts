import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { SluiceError } from "@sluice/core";
import { buildImages, findSyft, pushPlatforms, type PlatformBuildResult, restrictPlatforms } from "@sluice/images";
import { buildExitCode } from "./build-exit-code.ts";
import { openBuildCache } from "./build-cache.ts";
import type { CommandContext, CommandOptions } from "./command.ts";
import { type ReadImagePlan, readImagePlan } from "./read-image-plan.ts";
import { renderImagePlan, renderPlatformBuild } from "./render/image-plan.ts";

/**
 * `sluice images build --push-by-digest`: plans as if for all platforms, so that key and tags are those of the whole image,
 * builds those of `--platform`, and writes the result file. A pull request's images are built and not pushed.
 */
export async function buildPlatforms(options: CommandOptions, context: CommandContext): Promise<number> {
  const platforms = options.list("platform");
  if (platforms.length === 0)
    throw new SluiceError("SLUICE_USAGE", "--push-by-digest needs the platforms that this runner builds", {
      hint: "Add --platform linux/arm64; it may be given several times.",
    });
  const isDryRun = options.flag("dryRun");
  const read = await readImagePlan(options, context, { builds: !isDryRun, platforms: [] });
  for (const warning of read.plan.warnings) context.warn(warning);
  if (isDryRun) {
    const share = restrictPlatforms(read.plan, platforms);
    if (context.json) context.printJson(share);
    else context.print(renderImagePlan(share));
    return 0;
  }
  const result = await build(read, { platforms, options, context });
  for (const { problem } of result.failures) context.annotateError(problem);
  const file = options.text("result");
  if (file !== undefined) await writeResult(resolve(context.cwd, file), result);
  if (context.json) context.printJson(result);
  else context.print(renderPlatformBuild(result, read.plan));
  return buildExitCode(result.failures);
}

interface BuildSettings {
  platforms: readonly string[];
  options: CommandOptions;
  context: CommandContext;
}

async function build(read: ReadImagePlan, { platforms, options, context }: BuildSettings): Promise<PlatformBuildResult> {
  const { plan, docker } = read;
  if (docker === null) return { schemaVersion: 1, images: [], failures: [] };
  const pushes = plan.push && options.flag("push");
  const readCache = openBuildCache({ ...read, docker }, { options, context, pushes });
  const progress = context.progress || context.verbose ? { onProgress: (line: string) => context.note(line) } : {};
  const rebuild = options.flag("rebuild");
  const hasRegistry = plan.images.some(({ tags }) => tags.some((tag) => tag.includes("/")));
  if (plan.push || !hasRegistry || !options.flag("push")) {
    if (options.flag("push"))
      return pushPlatforms({ plan, docker, platforms, rebuild, readCache, findSyft: () => findSyft(context), ...progress });
    context.note("Nothing is pushed.");
  } else context.note("This is not merged yet: its images are built and not pushed.");
  const { failures } = await buildImages({ plan: restrictPlatforms(plan, platforms), docker, output: "none", readCache, ...progress });
  return { schemaVersion: 1, images: [], failures };
}

async function writeResult(file: string, result: PlatformBuildResult): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}
