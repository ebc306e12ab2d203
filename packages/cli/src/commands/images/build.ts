import { SluiceError } from "@sluice/core";
import { type BuildImagesRequest, buildImages, findSyft, type ImageBuildResult, type ImagePlan } from "@sluice/images";
import { openBuildCache } from "../../build-cache.ts";
import { buildExitCode } from "../../build-exit-code.ts";
import { buildPlatforms } from "../../build-platforms.ts";
import { type CommandContext, type CommandDefinition, type CommandOptions, defineCommand } from "../../command.ts";
import { imageBuildOptions } from "../../image-options.ts";
import { requireImageState, writeImageState } from "../../image-state.ts";
import { type ReadImagePlan, readImagePlan } from "../../read-image-plan.ts";
import { renderImageBuild, renderImagePlan } from "../../render/image-plan.ts";
import { summarizeImages } from "../../summarize-images.ts";
import { openSigner } from "../../supply-chain.ts";

const command: CommandDefinition = defineCommand({
  summary: "Build and push images, all in one docker buildx bake.",
  options: imageBuildOptions,
  examples: [
    "sluice images build --registry ghcr.io/acme/shop",
    "sluice images build --sbom --sign --key env://COSIGN_PRIVATE_KEY",
    "sluice images build --project gateway --load",
    "sluice images build --all --no-push",
    "sluice images build --cache registry",
    "sluice images build --platform linux/arm64 --push-by-digest --result digests/arm64.json",
  ],
  run: async ({ options, context }) => {
    const [stateToWrite, state] = [options.text("writeNxState"), options.text("nxState")];
    if (stateToWrite !== undefined) {
      await writeImageState(stateToWrite, await readImagePlan(options, context, { builds: true }), { options, context });
      return 0;
    }
    if (state !== undefined) await requireImageState(state, context);
    if (options.flag("pushByDigest")) return buildPlatforms(options, context);
    const isDryRun = options.flag("dryRun");
    const read = await readImagePlan(options, context, { builds: !isDryRun });
    for (const warning of read.plan.warnings) context.warn(warning);
    if (isDryRun) return print(context, read.plan, renderImagePlan(read.plan));
    const result = await build(read, options, context);
    for (const warning of result.warnings) context.warn(warning);
    for (const { problem } of result.failures) context.annotateError(problem);
    if (read.docker !== null) await summarizeImages(result, read.docker, context);
    print(context, result, renderImageBuild(result, read.plan));
    return buildExitCode(result.failures);
  },
});
export default command;

async function build(read: ReadImagePlan, options: CommandOptions, context: CommandContext): Promise<ImageBuildResult> {
  const { plan, docker, configuration } = read;
  if (docker === null) return { schemaVersion: 1, images: [], failures: [], warnings: [] };
  const output = chooseOutput(plan, options, context);
  if (output === "none") context.note("Nothing is pushed.");
  const showsProgress = context.progress || context.verbose;
  const signer = output === "push" ? await openSigner(options, context, configuration) : null;
  return buildImages({
    plan,
    docker,
    output,
    rebuild: options.flag("rebuild"),
    readCache: openBuildCache({ ...read, docker }, { options, context, pushes: output === "push" }),
    readLater: read.readLater,
    findSyft: () => findSyft(context),
    ...(signer === null ? {} : { sign: signer(docker) }),
    ...(showsProgress ? { onProgress: (line: string) => context.note(line) } : {}),
  });
}

function chooseOutput(plan: ImagePlan, options: CommandOptions, context: CommandContext): BuildImagesRequest["output"] {
  if (options.flag("load")) return "load";
  if (!options.flag("push")) return "none";
  if (plan.push) return "push";
  const hasRegistry = plan.images.some(({ tags }) => tags.some((tag) => tag.includes("/")));
  if (!hasRegistry) {
    throw new SluiceError("SLUICE_NO_REGISTRY", "There is no registry to push to", {
      hint: "Give --registry <registry>/<path>, set images.registry in the configuration, or build with --no-push.",
    });
  }
  context.note("This is not merged yet: its images are built and not pushed.");
  return "none";
}

function print(context: CommandContext, document: object, text: string): number {
  if (context.json) context.printJson(document);
  else context.print(text);
  return 0;
}
