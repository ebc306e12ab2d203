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
import type { BuildCache } from "../cache/build-cache.ts";
import { keepLocalCache } from "../cache/keep-local-cache.ts";
import { awaitRegistry } from "../registry/await-registry.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { attachSboms } from "../sbom/attach-sboms.ts";
import type { Syft } from "../sbom/find-syft.ts";
import { bakeFailure } from "./bake-failure.ts";
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
  /** Images whose Dockerfile BuildKit refuses. */
  failures: { name: string; problem: Warning }[];
}

/** BuildKit waits for a failing registry by itself, some seconds long at most, whatever that asks for; milliseconds before the one further try. */
const RETRIES = [1500];

/** How many images one bake builds: Docker 26 loses track of some ("no such job") when it gets 200 at once. */
const BATCH = 25;

/**
 * Builds `images` of a plan in one `docker buildx bake`, in several from 26 on, pushed under their keys. A Dockerfile
 * that BuildKit refuses ends the whole bake before anything is pushed; then each image is baked alone, and what is refused
 * is in `failures`.
 * Throws SLUICE_IMAGE_BUILD_FAILED with the image's name and the last lines, and docker's and the registry's errors.
 */
export async function bakeImages(request: BakeRequest, images: readonly PlannedImage[]): Promise<BakedImages> {
  if (images.length > BATCH) return bakeInTurn(request, batchesOf(images));
  try {
    return { digests: await bake(request, images), failures: [] };
  } catch (error) {
    if (isSluiceError(error) && error.code === "SLUICE_SBOM_SCANNER_MISSING") return bakeWithSyft(request, images, error);
    if (!isRefusal(error)) throw error;
    const [only, ...more] = images;
    if (only !== undefined && more.length === 0)
      return { digests: new Map(), failures: [{ name: only.name, problem: { code: error.code, message: error.message } }] };
  }
  return bakeInTurn(
    request,
    images.map((image) => [image]),
  );
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

async function bakeInTurn(request: BakeRequest, batches: readonly (readonly PlannedImage[])[]): Promise<BakedImages> {
  const digests = new Map<string, string>();
  const failures: BakedImages["failures"] = [];
  for (const batch of batches) {
    const baked = await bakeImages(request, batch);
    for (const [name, digest] of baked.digests) digests.set(name, digest);
    failures.push(...baked.failures);
  }
  return { digests, failures };
}

function batchesOf(images: readonly PlannedImage[]): PlannedImage[][] {
  return Array.from({ length: Math.ceil(images.length / BATCH) }, (_, index) => images.slice(index * BATCH, (index + 1) * BATCH));
}

function isRefusal(error: unknown): error is Warning & Error {
  return isSluiceError(error) && error.code === "SLUICE_BROKEN_DOCKERFILE";
}

/** Returns the digests by image name. */
function bake({ plan, docker, output, readCache, onProgress }: BakeRequest, images: readonly PlannedImage[]): Promise<Map<string, string>> {
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
    if (exitCode !== 0) throw bakeFailure(stderr, images);
    await keepLocalCache(cache);
    const isPushed = output === "push" || output === "digest";
    return isPushed ? parseBakeDigests(await readFile(metadata, "utf8"), targetNames(plan.images)) : new Map();
  });
}

/** buildx names the reference or the address that was refused; where it names none, all images go to one registry. */
function refusedRepository(refusal: string, images: readonly PlannedImage[]): string {
  const repositories = images.flatMap(({ tags: [first] }) => (first === undefined ? [] : [parseImageReference(first).repository]));
  const [one = ""] = repositories;
  return (
    repositories.find((repository) => refusal.includes(repository) || refusal.includes(repository.slice(repository.indexOf("/")))) ?? one
  );
}
