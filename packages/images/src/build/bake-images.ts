import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSluiceError, type Warning, withTemporaryFolder } from "@sluice/core";
import { type BakeOptions, renderBakeFile, targetNames } from "../bake/render-bake-file.ts";
import { pushedOutputs } from "../bake/pushed-outputs.ts";
import type { Docker } from "../buildx/find-docker.ts";
import { readBuilderKind } from "../buildx/read-builder-kind.ts";
import { runPatiently } from "../buildx/run-patiently.ts";
import { attestationsAnnotation, describeAttestations } from "../plan/describe-attestations.ts";
import type { ImagePlan, PlannedImage } from "../plan/image-plan.ts";
import { ownBases } from "../plan/own-bases.ts";
import type { BuildCache } from "../cache/build-cache.ts";
import { keepLocalCache } from "../cache/keep-local-cache.ts";
import { awaitRegistry } from "../registry/await-registry.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { attachSboms } from "../sbom/attach-sboms.ts";
import type { Syft } from "../sbom/find-syft.ts";
import { assembleFailures, findFailedBase, type ImageFailure } from "./assemble-failures.ts";
import { type BakeFailure, bakeFailure } from "./bake-failure.ts";
import { parseBakeDigests } from "./parse-bake-digests.ts";

/** What {@link bakeImages} is asked for. */
export interface BakeRequest {
  plan: ImagePlan;
  docker: Docker;
  output: BakeOptions["output"];
  /** Where build steps are kept; asked for once something is built. */
  readCache?: () => Promise<BuildCache | null>;
  onProgress?: (line: string) => void;
  /** Finds what makes the SBOMs where buildx's scanner cannot be had; null: nothing does. */
  findSyft?: () => Promise<Syft | null>;
}

/** What a bake left behind. */
export interface BakedImages {
  /** Digests by image name; empty when nothing was pushed. */
  digests: Map<string, string>;
  /** Images that could not be built through their own fault, those that start from them, and bases of images that were asked for. */
  failures: ImageFailure[];
}

/** BuildKit waits for a failing registry by itself, some seconds long at most, whatever that asks for; milliseconds before the one further try. */
const RETRIES = [1500];

/** How many images one bake builds: Docker 26 loses track of some ("no such job") when it gets 200 at once. */
const BATCH = 25;

/**
 * Builds `images` of a plan in one `docker buildx bake`, in several from 26 on, pushed under their keys. A step that fails, or a
 * Dockerfile that BuildKit refuses, ends a bake, and whatever else it was building: that image is left out then, with those that
 * start from it, and the others are baked again, for which the steps that are done come from the builder's cache.
 * Throws SLUICE_SBOM_SCANNER_MISSING, SLUICE_DISK_FULL, and docker's and the registry's errors.
 */
export async function bakeImages(request: BakeRequest, images: readonly PlannedImage[]): Promise<BakedImages> {
  const failed = new Map<string, Warning>();
  const digests = new Map<string, string>();
  try {
    for (const batch of batchesOf(images)) await bakeBatch(request, batch, { failed, digests });
  } catch (error) {
    if (isSluiceError(error) && error.code === "SLUICE_SBOM_SCANNER_MISSING") return bakeWithSyft(request, images, error);
    throw error;
  }
  return { digests, failures: assembleFailures(request.plan, images, failed) };
}

/** What is known so far, by image name. */
interface Progress {
  /** Images that failed by themselves. */
  failed: Map<string, Warning>;
  digests: Map<string, string>;
}

/** Every round leaves out one image at least. */
async function bakeBatch(request: BakeRequest, batch: readonly PlannedImage[], progress: Progress): Promise<void> {
  const { failed, digests } = progress;
  for (;;) {
    const rest = batch.filter(({ name }) => !failed.has(name) && findFailedBase(request.plan, name, failed) === null);
    if (rest.length === 0) return;
    const end = await bake(request, rest);
    if (!("error" in end)) {
      for (const [name, digest] of end.digests) digests.set(name, digest);
      return;
    }
    if (!end.isOwnFault) throw end.error;
    const [only, ...others] = rest;
    if (end.images.size === 0 && only !== undefined && others.length > 0) {
      const half = Math.ceil(rest.length / 2);
      for (const part of [rest.slice(0, half), rest.slice(half)]) await bakeBatch(request, part, progress);
      return;
    }
    const { code, message } = end.error;
    const named = end.images.size === 0 && only !== undefined ? new Map([[only.name, { code, message }]]) : end.images;
    await bakeBasesOf([...named.keys()], { request, rest, progress });
    for (const [name, problem] of named) failed.set(name, problem);
  }
}

interface BatchRound {
  request: BakeRequest;
  rest: readonly PlannedImage[];
  progress: Progress;
}

/** The step of a base has the label of an image that starts from it, so what nobody else asks for is tried by itself. */
async function bakeBasesOf(names: readonly string[], { request, rest, progress }: BatchRound): Promise<void> {
  const bases = new Set(names.flatMap((name) => ownBases(request.plan.images, name)));
  const untried = request.plan.images.filter((image) => bases.has(image.name) && !names.includes(image.name) && !rest.includes(image));
  const { readCache: _, ...quiet } = request;
  if (untried.length > 0) await bakeBatch({ ...quiet, output: "none" }, untried, { ...progress, digests: new Map() });
}

/**
 * Without buildx's scanner: the images are pushed without SBOMs and without saying that they have some, and get them from syft. What
 * breaks off in between is built again the next time.
 */
async function bakeWithSyft(request: BakeRequest, images: readonly PlannedImage[], missing: Error): Promise<BakedImages> {
  const { docker, output } = request;
  const syft = (await request.findSyft?.()) ?? null;
  if (syft === null) throw missing;
  const { digests, failures } = await bakeImages({ ...request, plan: withoutSboms(request.plan) }, images.map(withoutSbom));
  for (const image of images) {
    const digest = digests.get(image.name);
    if (digest !== undefined) digests.set(image.name, await attachSboms({ docker, syft, image, digest, hasReferences: output === "push" }));
  }
  return { digests, failures };
}

function withoutSboms(plan: ImagePlan): ImagePlan {
  return { ...plan, attestations: { ...plan.attestations, sbom: null }, images: plan.images.map(withoutSbom) };
}

/** Of an image without SBOMs nobody is to think that it has some. */
function withoutSbom(image: PlannedImage): PlannedImage {
  const name = `index:${attestationsAnnotation}`;
  const wanted = image.annotations[name];
  if (wanted === undefined) return image;
  const provenance = wanted.includes("provenance=max") ? "max" : "min";
  return { ...image, annotations: { ...image.annotations, [name]: describeAttestations({ provenance, sbom: null }) } };
}

function batchesOf(images: readonly PlannedImage[]): PlannedImage[][] {
  return Array.from({ length: Math.ceil(images.length / BATCH) }, (_, index) => images.slice(index * BATCH, (index + 1) * BATCH));
}

/** Returns the digests by image name, or why there are none. */
function bake(
  { plan, docker, output, readCache, onProgress }: BakeRequest,
  images: readonly PlannedImage[],
): Promise<{ digests: Map<string, string> } | BakeFailure> {
  return withTemporaryFolder("bake", async (folder) => {
    const file = join(folder, "docker-bake.json");
    const metadata = join(folder, "metadata.json");
    const cache = (await readCache?.()) ?? null;
    const text = renderBakeFile(plan, { output, only: new Set(images.map(({ name }) => name)), references: "key", cache });
    await writeFile(file, text);
    const args = [
      "buildx",
      "bake",
      "--file",
      file,
      "--metadata-file",
      metadata,
      "--progress",
      "plain",
      ...pushedOutputs(text, await readBuilderKind(docker)),
    ];
    // Newer buildx asks before it reads files outside the working folder, such as a secret; here the plan has named them.
    const { exitCode, stderr } = await runPatiently(
      docker,
      args,
      {
        env: { BUILDX_BAKE_ENTITLEMENTS_FS: "0" },
        ...(onProgress === undefined ? {} : { onStderr: onProgress }),
      },
      { waits: RETRIES, awaitRegistry: (refusal) => awaitRegistry(refusedRepository(refusal, images), docker.env ?? {}) },
    );
    const names = targetNames(plan.images);
    if (exitCode !== 0) return bakeFailure(stderr, bakedTargets(text, plan, names));
    await keepLocalCache(cache);
    const isPushed = output === "push" || output === "digest";
    // What others start from has a digest there too, and is pushed nowhere.
    const own = new Map(images.map(({ name }) => [name, names.get(name) ?? name]));
    return { digests: isPushed ? parseBakeDigests(await readFile(metadata, "utf8"), own) : new Map() };
  });
}

/** The images of a bake file by their targets: those that are asked for, and what they start from. */
function bakedTargets(bakeFile: string, plan: ImagePlan, names: ReadonlyMap<string, string>): Map<string, PlannedImage> {
  const { target = {} }: { target?: Record<string, unknown> } = JSON.parse(bakeFile);
  return new Map(plan.images.map((image) => [names.get(image.name) ?? image.name, image] as const).filter(([name]) => name in target));
}

/** buildx names the reference or the address that was refused; where it names none, all images go to one registry. */
function refusedRepository(refusal: string, images: readonly PlannedImage[]): string {
  const repositories = images.flatMap(({ tags: [first] }) => (first === undefined ? [] : [parseImageReference(first).repository]));
  const [one = ""] = repositories;
  return (
    repositories.find((repository) => refusal.includes(repository) || refusal.includes(repository.slice(repository.indexOf("/")))) ?? one
  );
}
