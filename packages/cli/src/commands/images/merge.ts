import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { SluiceError } from "@sluice/core";
import { assembleMerges, findDocker, type ImageFailure, mergeImages, parsePlatformBuilds, type PlatformShares } from "@sluice/images";
import { buildExitCode } from "../../build-exit-code.ts";
import { type CommandDefinition, defineCommand } from "../../command.ts";
import { renderImageMerge } from "../../render/image-plan.ts";
import { readConfigurationHere } from "../../read-project.ts";
import { summarizeImages } from "../../summarize-images.ts";
import { signingOptions } from "../../image-options.ts";
import { openSigner } from "../../supply-chain.ts";

const command: CommandDefinition = defineCommand({
  summary: "Make one image of what runners have pushed of its platforms, then write its tags.",
  arguments: "<results...>",
  options: signingOptions,
  examples: ["sluice images merge digests/", "sluice images merge amd64.json arm64.json --json"],
  run: async ({ options, args, context }) => {
    const signer = await openSigner(options, context, await readConfigurationHere(context));
    const shares = await readShares(args, context.cwd);
    const failures = failuresOf(shares);
    const merges = assembleMerges(
      shares.flatMap((share) => share.images),
      new Set(failures.map(({ name }) => name)),
    );
    const docker = merges.length === 0 ? null : await findDocker({ cwd: context.cwd, env: context.env });
    context.working("Merging");
    const images = docker === null ? [] : await mergeImages(docker, merges, signer?.(docker));
    if (docker !== null) await summarizeImages({ images, failures }, docker, context);
    for (const warning of images.flatMap(({ warnings }) => warnings)) context.warn(warning);
    for (const { problem } of failures) context.annotateError(problem);
    if (context.json) context.printJson({ schemaVersion: 1, images, failures });
    else context.print(renderImageMerge(images, failures));
    return buildExitCode(failures);
  },
});
export default command;

/** What could not be built on one runner or more, once for an image. */
function failuresOf(shares: readonly PlatformShares[]): ImageFailure[] {
  const byName = new Map(shares.flatMap(({ failures }) => failures.map((failure) => [failure.name, failure] as const)));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of files, and of the `.json` files in folders and below, as a workflow's downloaded artifacts lie there. */
async function readShares(paths: readonly string[], cwd: string): Promise<PlatformShares[]> {
  const files = await Promise.all(paths.map((path) => filesOf(path, cwd)));
  const shares: PlatformShares[] = [];
  for (const file of new Set(files.flat())) shares.push(parsePlatformBuilds(await readFile(file, "utf8"), relative(cwd, file)));
  return shares;
}

async function filesOf(path: string, cwd: string): Promise<string[]> {
  const file = resolve(cwd, path);
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return [file];
  const entries = found?.isDirectory() ? await readdir(file, { recursive: true }) : [];
  const results = entries.filter((entry) => entry.endsWith(".json")).sort();
  if (results.length > 0) return results.map((entry) => join(file, entry));
  throw new SluiceError("SLUICE_RESULT_MISSING", `${path}: there is no result of a build`, {
    hint: "Give the files, or a folder of them, that `sluice images build --push-by-digest --result <file>` wrote on each runner.",
  });
}
