import { SluiceError } from "@sluice/core";
import { type BakeRequest, bakeImages } from "../build/bake-images.ts";
import { type ImagePlan, isOnlyBase, type PlannedImage } from "../plan/image-plan.ts";
import type { Docker } from "../buildx/find-docker.ts";
import { readBuilderKind } from "../buildx/read-builder-kind.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { readHeldImages } from "../registry/read-held-images.ts";
import type { PlatformBuild, PlatformBuildResult } from "./platform-build.ts";
import { platformReference, restrictPlatforms } from "./restrict-platforms.ts";

/** What {@link pushPlatforms} is asked for. */
export interface PushPlatformsRequest {
  /** For all platforms. */
  plan: ImagePlan;
  docker: Docker;
  /** The platforms that this runner builds. */
  platforms: readonly string[];
  /** Build even what the registry holds for its key. */
  rebuild?: boolean;
  /** Where build steps are kept; asked for once something is built. */
  readCache?: NonNullable<BakeRequest["readCache"]>;
  /** Finds what makes the SBOMs where buildx's scanner cannot be had. */
  findSyft?: NonNullable<BakeRequest["findSyft"]>;
  /** Gets buildx's own progress, line by line. */
  onProgress?: (line: string) => void;
}

/**
 * One runner's share of a build on several: builds the plan's images for `platforms` and pushes them by digest, so that no
 * tag points to half an image; `mergeImages` makes one index of all runners' shares. An image that the registry holds
 * for its key is not built. BuildKit's `docker` driver cannot push without a tag: there the image is pushed as
 * `<image>:key-<16 hex digits>-linux-arm64`.
 * Throws SLUICE_PUSH_NOT_ALLOWED, SLUICE_UNKNOWN_PLATFORM, SLUICE_PUSH_BY_DIGEST_UNSUPPORTED for the `docker` driver and an
 * image without a key, and what {@link bakeImages} throws.
 */
export async function pushPlatforms(request: PushPlatformsRequest): Promise<PlatformBuildResult> {
  const { plan, docker, platforms, rebuild = false, readCache, onProgress, findSyft } = request;
  if (!plan.push)
    throw new SluiceError("SLUICE_PUSH_NOT_ALLOWED", "The images of this plan are not to be pushed", {
      hint: "A pull request's images are built with --no-push; else name the registry with --registry.",
    });
  const share = restrictPlatforms(plan, platforms);
  const wanted = share.images.filter((image) => image.problem === null && !isOnlyBase(image) && image.tags.length > 0);
  const whole = plan.images.filter(({ name }) => wanted.some((image) => image.name === name));
  const held = rebuild ? new Map<string, unknown>() : await readHeldImages(docker, whole);
  const missing = wanted.filter(({ name }) => !held.has(name));
  const further = {
    ...(readCache === undefined ? {} : { readCache }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(findSyft === undefined ? {} : { findSyft }),
  };
  const bake: BakeRequest = { plan: share, docker, output: "digest", ...further };
  const { digests, failures } =
    missing.length === 0
      ? { digests: new Map<string, string>(), failures: [] }
      : await bakeImages(await fitToDriver(bake, missing), missing);
  const refused = new Set(failures.map(({ name }) => name));
  const broken = plan.images.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }]));
  const unclear = plan.unclear.map(({ dockerfile, problem }) => ({ name: dockerfile, problem }));
  const images = wanted
    .filter(({ name }) => !refused.has(name))
    .map((image) => describeShare(image, whole, digests.get(image.name) ?? null));
  return { schemaVersion: 1, images, failures: [...broken, ...unclear, ...failures].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** The `docker` driver pushes under a tag of its own for the platform. */
async function fitToDriver(request: BakeRequest, missing: readonly PlannedImage[]): Promise<BakeRequest> {
  if ((await readBuilderKind(request.docker)) === "buildkit") return request;
  const unkeyed = missing.filter(({ keyReference }) => keyReference === null).map(({ name }) => name);
  if (unkeyed.length > 0) {
    throw new SluiceError(
      "SLUICE_PUSH_BY_DIGEST_UNSUPPORTED",
      `${unkeyed.join(", ")}: the docker driver cannot push by digest, and without a key there is no tag to push under`,
      { hint: "Make another builder: `docker buildx create --use --driver docker-container`." },
    );
  }
  const images = request.plan.images.map((image) => ({ ...image, keyReference: platformReference(image) }));
  return { ...request, plan: { ...request.plan, images }, output: "push" };
}

function describeShare(image: PlannedImage, whole: readonly PlannedImage[], digest: string | null): PlatformBuild {
  const { name, project, reasons, tags, moving, key, keyReference, annotations, platforms } = image;
  const [first = ""] = tags;
  const { repository } = parseImageReference(first);
  const allPlatforms = whole.find((other) => other.name === name)?.platforms ?? platforms;
  return { name, project, reasons, repository, digest, platforms, allPlatforms, tags, moving, key, keyReference, annotations };
}
