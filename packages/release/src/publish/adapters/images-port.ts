import { isSluiceError, SluiceError } from "@sluice/core";
import {
  assembleImagePlan,
  buildImages,
  checkPush,
  moveTagsForward,
  parseImageReference,
  promoteImage,
  readImageKeys,
  readRegistryImage,
  readRegistryImageDetails,
  readSboms,
  type Attestations,
  type Docker,
  type Image,
  type ImageKeysRequest,
  type ImageReason,
  type Metadata,
  type Signer,
  type Syft,
} from "@sluice/images";
import type { ReleaseImageMetadata } from "../compute-release-metadata.ts";
import type { ImagesPort, ImageToBuild, PublishProblem, TagsLeft } from "../publish-ports.ts";

/** What images are built from, and where they go. */
export interface ImagesPortOptions {
  /** Absolute path of the repository. */
  root: string;
  /** All images of the repository: one may be the base of another. */
  images: readonly Image[];
  /** Registry and path before an image's name. */
  prefix: string;
  metadata: readonly ReleaseImageMetadata[];
  /** Build secrets in buildx's words; only where they are. */
  secrets: readonly string[];
  attestations: Attestations;
  /** Finds what signs the images; called when there are some to build or to promote. Null: they are not signed. */
  openSigner: ((docker: Docker) => Promise<Signer | null>) | null;
  commitTime: Date;
  /** Finds the docker client; called when something is asked of the registry, and once. */
  findDocker: () => Promise<Docker>;
  /** Finds what makes SBOMs where buildx's scanner cannot be had. */
  findSyft?: () => Promise<Syft | null>;
  /** For what base images bring along, by their digest. */
  memory?: NonNullable<ImageKeysRequest["memory"]>;
  /** Gets buildx's progress, line by line. */
  onProgress?: (line: string) => void;
}

/**
 * Builds with @sluice/images, which builds nothing that the registry holds already for the same content: what `main` built
 * is what a release gets, byte by byte.
 */
export function createImagesPort(options: ImagesPortOptions): ImagesPort {
  let found: Promise<Docker> | undefined;
  const docker = (): Promise<Docker> => (found ??= options.findDocker());
  return {
    look: async (reference) => readRegistryImage(await docker(), reference),
    build: async (images) => build(options, await docker(), images),
    move: async ({ from, digest, reference }) => {
      const { repository } = parseImageReference(from);
      const moving = options.metadata.flatMap(({ metadata }) => metadata.moving);
      return moveTagsForward(await docker(), { from: `${repository}@${digest}`, references: [reference], moving });
    },
    moveBack: async ({ from, digest, reference }) => {
      const { repository } = parseImageReference(from);
      await promoteImage(await docker(), { from: `${repository}@${digest}`, references: [reference] });
    },
    check: async (images) => [...checkImages(options, images), ...(await checkLogins(await docker(), images))],
    labels: async (reference) => readLabels(await docker(), reference),
    sboms: async (reference) => readSboms(await docker(), reference),
  };
}

async function build(options: ImagesPortOptions, docker: Docker, wanted: readonly ImageToBuild[]): Promise<TagsLeft> {
  const { root, images, prefix, secrets, attestations, commitTime, onProgress, findSyft, memory } = options;
  const selected = new Map<string, ImageReason[]>(wanted.map(({ image }) => [image, [{ kind: "requested" }]]));
  const metadata = new Map(wanted.map((entry) => [entry.image, metadataOf(options, entry)]));
  const known = await readImageKeys({
    root,
    images,
    wanted: new Set(selected.keys()),
    prefix,
    docker,
    ...(memory === undefined ? {} : { memory }),
  });
  const plan = assembleImagePlan({ images, selected, prefix, metadata, ...known, secrets, commitTime, attestations });
  const signer = (await options.openSigner?.(docker)) ?? null;
  const built = await buildImages({
    plan,
    docker,
    output: "push",
    isAllOrNothing: true,
    ...(signer === null ? {} : { sign: signer }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(findSyft === undefined ? {} : { findSyft }),
  });
  const [failure] = built.failures;
  if (failure !== undefined) throw new SluiceError(failure.problem.code, failure.problem.message, { hint: GOES_ON });
  const written = new Set(built.images.flatMap(({ tags }) => tags));
  const moving = plan.images.flatMap((image) => image.moving.map(({ reference }) => reference));
  return { left: moving.filter((reference) => !written.has(reference)), warnings: built.warnings };
}

const GOES_ON = "Mend it, then run the command again: it goes on where it stopped, and images that are done already are not built again.";

async function readLabels(docker: Docker, reference: string): Promise<Map<string, Readonly<Record<string, string>>>> {
  const details = await readRegistryImageDetails(docker, reference);
  return new Map((details?.configurations ?? []).map(({ platform, labels }) => [platform, labels]));
}

function metadataOf({ metadata }: ImagesPortOptions, { image, gitTag }: ImageToBuild): Metadata {
  const found = metadata.find((entry) => entry.image === image && entry.gitTag === gitTag);
  if (found === undefined) throw new Error(`no metadata for ${image} of ${gitTag}`);
  return found.metadata;
}

function checkImages({ images }: ImagesPortOptions, wanted: readonly ImageToBuild[]): PublishProblem[] {
  const names = new Set(wanted.map(({ image }) => image));
  const problems: PublishProblem[] = [];
  for (const { name, dockerfile, problem } of images) {
    if (problem !== null && names.has(name)) problems.push({ ...problem, hint: `Mend ${dockerfile}.` });
  }
  return problems;
}

/** Whether each repository takes uploads, and has room. What cannot be asked from here docker may reach all the same, which trusts registries of its own. */
async function checkLogins({ env }: Docker, wanted: readonly ImageToBuild[]): Promise<PublishProblem[]> {
  const references = wanted.flatMap((image) => image.references.slice(0, 1));
  const repositories = new Set(references.map((reference) => parseImageReference(reference).repository));
  const found = await Promise.all(
    [...repositories].map((repository) => checkPush(repository, { env: env ?? {} }).then(() => null, refusalOf)),
  );
  return found.filter((problem) => problem !== null);
}

function refusalOf(error: unknown): PublishProblem | null {
  if (!isSluiceError(error)) throw error;
  if (error.code !== "SLUICE_REGISTRY_UNAUTHORIZED" && error.code !== "SLUICE_REGISTRY_FULL") return null;
  return { code: error.code, message: error.message, hint: error.hint ?? "Log in with `docker login`." };
}
