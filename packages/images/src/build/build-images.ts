import { SluiceError, type Warning } from "@sluice/core";
import type { Docker } from "../buildx/find-docker.ts";
import { type ImagePlan, type ImageReason, isOnlyBase, type PlannedImage } from "../plan/image-plan.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { leaveToLaterCommits } from "../registry/leave-to-later-commits.ts";
import { moveTagsForward } from "../registry/move-tags-forward.ts";
import { readHeldImages } from "../registry/read-held-images.ts";
import type { RegistryImage } from "../registry/registry-image.ts";
import type { Signer } from "../signing/sign-images.ts";
import type { ImageFailure } from "./assemble-failures.ts";
import { type BakeRequest, bakeImages } from "./bake-images.ts";

/** What {@link buildImages} is asked for. */
export interface BuildImagesRequest {
  plan: ImagePlan;
  docker: Docker;
  /** `push`: build or re-tag, and push. `load`: into the local engine. `none`: build only. */
  output: "push" | "load" | "none";
  /** Build even what the registry holds for its key. */
  rebuild?: boolean;
  /** Where build steps are kept; asked for once something is built. */
  readCache?: NonNullable<BakeRequest["readCache"]>;
  /** Finds what makes the SBOMs where buildx's scanner cannot be had. */
  findSyft?: NonNullable<BakeRequest["findSyft"]>;
  /** One image that cannot be built leaves all of them untagged, as a release wants it. */
  isAllOrNothing?: boolean;
  /** Signs what the registry holds, before tags point to it. */
  sign?: Signer;
  /** The commits of the branch after the one that is built, whose images keep its tags; asked for once something may be pushed. */
  readLater?: () => Promise<readonly string[]>;
  /** Gets buildx's own progress, line by line. */
  onProgress?: (line: string) => void;
}

/** An image that is there now. */
export interface BuiltImage {
  name: string;
  project: string;
  /** Of the index in the registry; null when nothing was pushed. */
  digest: string | null;
  /** Full references that point to it; those left to a higher version are not among them. */
  tags: string[];
  reasons: ImageReason[];
  /** `built`; or `promoted`: the registry held it for its key, and only tags were written; or `unchanged`: not even those. */
  action: "built" | "promoted" | "unchanged";
}

/** What `sluice images build --json` prints. */
export interface ImageBuildResult {
  schemaVersion: 1;
  /** Sorted by name. */
  images: BuiltImage[];
  /** Images that could not be built because of their own Dockerfile, or of one that they start from, by name; by path where it is not clear what image it is. */
  failures: ImageFailure[];
  /** Tags that were left to a higher version. */
  warnings: Warning[];
}

/**
 * Builds what the registry does not hold for its key, all in one `docker buildx bake`, and then writes the tags: so no tag
 * points to a new image before all images are there, and running again finishes what was stopped.
 * An image whose Dockerfile is broken, or one of whose steps fails, is in `failures`, with those that start from it; the others are
 * built and tagged.
 * Throws SLUICE_PUSH_NOT_ALLOWED for a push of a plan that must not push, and what {@link bakeImages} throws.
 */
export async function buildImages(request: BuildImagesRequest): Promise<ImageBuildResult> {
  const { plan, output } = request;
  if (output === "push" && !plan.push) throw pushNotAllowed();
  // An image without a tag for this event has nowhere to be pushed.
  const wanted = plan.images.filter(
    (image) => image.problem === null && !isOnlyBase(image) && (output !== "push" || image.tags.length > 0),
  );
  const reading = output === "push" ? request.readLater?.() : undefined;
  reading?.catch(() => {});
  const held = output === "push" && !request.rebuild ? await readHeldImages(request.docker, wanted) : new Map<string, RegistryImage>();
  const missing = wanted.filter(({ name }) => !held.has(name));
  const { digests, failures } =
    missing.length > 0 ? await bakeImages(request, missing) : { digests: new Map<string, string>(), failures: [] };
  const refused = new Set(failures.map(({ name }) => name));
  const broken = plan.images.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }]));
  const unclear = plan.unclear.map(({ dockerfile, problem }) => ({ name: dockerfile, problem }));
  const allFailures = [...broken, ...unclear, ...failures].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (request.isAllOrNothing === true && allFailures.length > 0)
    return { schemaVersion: 1, images: [], failures: allFailures, warnings: [] };
  if (output === "push") await signAll(request, wanted, (name) => held.get(name)?.digest ?? digests.get(name));
  const later = (await reading) ?? [];
  const tagged = await inParallel(
    wanted.filter(({ name }) => !refused.has(name)),
    (image) => tagImage({ ...request, later }, image, held.get(image.name) ?? null, digests.get(image.name) ?? null),
  );
  return {
    schemaVersion: 1,
    images: tagged.map(({ image }) => image),
    failures: allFailures,
    warnings: tagged.flatMap(({ warnings }) => warnings),
  };
}

function pushNotAllowed(): SluiceError {
  return new SluiceError(
    "SLUICE_PUSH_NOT_ALLOWED",
    "The images of this plan are not to be pushed: it is of what is not merged yet, or no registry is known",
    {
      hint: "Build with --no-push, or name the registry with --registry or images.registry in the configuration.",
    },
  );
}

async function signAll(
  { sign }: BuildImagesRequest,
  images: readonly PlannedImage[],
  digestOf: (name: string) => string | undefined,
): Promise<void> {
  const references = images.flatMap(({ name, tags: [first = ""] }) => {
    const digest = digestOf(name);
    return digest === undefined ? [] : [`${parseImageReference(first).repository}@${digest}`];
  });
  if (references.length > 0) await sign?.(references);
}

async function tagImage(
  { docker, output, later }: BuildImagesRequest & { later: readonly string[] },
  image: PlannedImage,
  held: RegistryImage | null,
  built: string | null,
): Promise<{ image: BuiltImage; warnings: Warning[] }> {
  const { name, project, tags, moving, reasons, keyReference } = image;
  const digest = held?.digest ?? built;
  const result: BuiltImage = { name, project, digest, tags, reasons, action: held === null ? "built" : "promoted" };
  // Without a key, bake has pushed all tags but those that may belong to a higher version.
  const references = keyReference === null ? tags.filter((tag) => moving.some(({ reference }) => reference === tag)) : tags;
  const [first] = references;
  if (output !== "push" || digest === null || first === undefined) return { image: result, warnings: [] };
  const from = `${parseImageReference(first).repository}@${digest}`;
  const revision = image.labels["org.opencontainers.image.revision"] ?? "";
  const ours = await leaveToLaterCommits(docker, { references, revision, later });
  const claims = { from, references: ours.references, moving, isIndex: true, isNew: held === null };
  const { written, left, warnings } = await moveTagsForward(docker, claims);
  const action = held !== null && written.length === 0 ? "unchanged" : result.action;
  const others = new Set([...left, ...references.filter((reference) => !ours.references.includes(reference))]);
  return { image: { ...result, action, tags: tags.filter((tag) => !others.has(tag)) }, warnings: [...ours.warnings, ...warnings] };
}
