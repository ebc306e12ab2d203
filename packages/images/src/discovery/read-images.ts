import { posix } from "node:path";
import { type Configuration, isSluiceError, parseImageReference, type Warning } from "@sluice/core";
import type { Workspace } from "@sluice/ecosystems";
import type { ImageInputs } from "../inputs/compute-image-inputs.ts";
import { diskSource, type FileSource } from "../inputs/read-image-files.ts";
import { readInputsForPlatforms } from "../inputs/read-inputs-for-platforms.ts";
import { assembleDrafts, type ImageDraft, type UnclearDockerfile } from "./assemble-drafts.ts";
import { chooseContext } from "./choose-context.ts";
import type { Image } from "./image.ts";
import { baseSource, type KnownBases, mayBring, WHOLE_CONTEXT } from "./known-bases.ts";
import { withBaseSettings } from "./with-base-settings.ts";

/** What {@link readImages} is asked for. */
export interface ReadImagesRequest {
  /** Absolute path of the repository's root. */
  root: string;
  workspace: Workspace;
  configuration: Configuration;
  /** All files git knows, POSIX, relative to the root. */
  files: readonly string[];
  /** Where the files' texts come from; the disk below `root` when left out. */
  source?: FileSource | undefined;
  /** Further named contexts, beside those of the configuration; these win. */
  buildContexts?: Readonly<Record<string, string>>;
  /** Further build arguments of every image; these win. */
  buildArgs?: Readonly<Record<string, string>>;
  /** In place of the configured platforms. */
  platforms?: readonly string[];
  /**
   * What is known of images that others made, without asking: files count that such bases take into an image, and all of the context where an
   * unknown one probably takes some. Left out, what is in the image's own Dockerfile counts alone.
   */
  knownBases?: KnownBases | undefined;
}

/** All images of a repository, by name, and what could not be inferred. */
export interface ReadImages {
  images: Image[];
  /** Called by their Dockerfiles: what would be an image, but another one has its name. None of them is built; what they are made from counts. */
  namesakes: Image[];
  /** Dockerfiles of which nothing tells what image they are, by path: of no project, or another image has their name. */
  unclear: UnclearDockerfile[];
  /** With the problems of images and of unclear Dockerfiles. */
  warnings: Warning[];
}

/**
 * Finds the images of a repository: those of the configuration with their variants, and one for every other Dockerfile, with
 * name, project and context inferred; those below hidden, vendored and fixture folders are left out, as manifests there are.
 * Nothing is guessed: two Dockerfiles that would give one name, and one whose context is not known, give an image with a
 * `problem`, as a broken Dockerfile does, and one of no project is `unclear`; each says which key of the configuration to set.
 * The other images are not concerned.
 */
export async function readImages(request: ReadImagesRequest): Promise<ReadImages> {
  const { drafts, namesakes: unnamed, unclear, warnings } = assembleDrafts(request);
  warnings.push(...unclear.map(({ problem }) => problem));
  const images = await readDrafts(request, drafts);
  const namesakes = await readDrafts(request, unnamed);
  warnings.push(...images.flatMap(({ problem }) => problem ?? []));
  images.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { knownBases } = request;
  return {
    images: knownBases === undefined ? images : await withKnownBases(images, { ...request, knownBases }),
    namesakes,
    unclear,
    warnings,
  };
}

async function readDrafts(request: ReadImagesRequest, drafts: readonly ImageDraft[]): Promise<Image[]> {
  const images: Image[] = [];
  for (const draft of drafts) {
    const image = await readImage(request, draft);
    if (image !== null) images.push(image);
  }
  return images;
}

async function withKnownBases(
  images: readonly Image[],
  { root, source, files, knownBases }: ReadImagesRequest & { knownBases: KnownBases },
): Promise<Image[]> {
  const byName = new Map(images.map((image) => [image.name, image]));
  const settled = await withBaseSettings(images, {
    root,
    source,
    listFiles: async () => files,
    ownBases: (image) => ownBases(image, byName),
    readForeign: async (image, reference) =>
      knownBases.get(baseSource(image, reference)) ?? (mayBring(image, reference) ? [WHOLE_CONTEXT] : []),
  });
  return settled.images;
}

/** By name, whatever the registry: which one it is depends on who asks. */
function ownBases({ repository, starts }: Image, byName: ReadonlyMap<string, Image>): Map<string, Image> {
  const bases = new Map<string, Image>();
  for (const reference of starts) {
    const base = byName.get(parseImageReference(reference).name);
    if (base !== undefined && base.repository !== repository) bases.set(reference, base);
  }
  return bases;
}

/** Whatever is wrong with an image, what it is made from counts as far as it can be told. */
async function readImage(request: ReadImagesRequest, draft: ImageDraft): Promise<Image | null> {
  const text = await (request.source ?? diskSource(request.root)).readFile(draft.dockerfile);
  if (text === null) return null;
  const image = startImage(request, draft);
  const withProblem = (problem: Warning, inputs: readonly string[], sources: string[]): Image => ({
    ...image,
    inputs: [...new Set([draft.dockerfile, ...inputs])].sort(),
    sources,
    problem,
  });
  try {
    const found = await readInputs(request, draft, image, text);
    if (draft.problem === null && found.context !== null) return { ...image, ...found };
    return withProblem(draft.problem ?? unknownContext(draft), [...ownFiles(request, draft), ...found.inputs], found.sources);
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    // It may copy anything, also what is in a project below.
    return withProblem(draft.problem ?? { code: error.code, message: error.message }, filesBelow(request, draft), []);
  }
}

function startImage({ configuration, buildArgs, buildContexts, platforms }: ReadImagesRequest, draft: ImageDraft): Image {
  return {
    name: draft.name,
    repository: draft.repository,
    variant: draft.variant,
    project: draft.project.name,
    dockerfile: draft.dockerfile,
    context: draft.context ?? draft.project.root,
    targetStage: draft.targetStage,
    buildArgs: { ...configuration.images.buildArgs, ...draft.buildArgs, ...buildArgs },
    buildContexts: { ...configuration.images.buildContexts, ...buildContexts },
    platforms: [...(platforms !== undefined && platforms.length > 0 ? platforms : configuration.images.platforms)],
    inputs: [],
    sources: [],
    bases: [],
    starts: [],
    unset: [],
    remotes: [],
    missing: [],
    brought: [],
    problem: null,
  };
}

type FoundInputs = Omit<ImageInputs, "missing"> & Pick<Image, "context" | "missing">;

/** When no candidate is the context, it is null, the sources are those of all candidates, and the inputs those of the first that lacks the fewest. */
async function readInputs(
  request: ReadImagesRequest,
  draft: ImageDraft,
  image: Image,
  text: string,
): Promise<FoundInputs | { context: null; sources: string[]; inputs: string[] }> {
  const candidates = draft.context === null ? [...new Set([draft.project.root, "."])] : [draft.context];
  const found: (FoundInputs & { unmatched: ImageInputs["missing"] })[] = [];
  for (const context of candidates) {
    const { missing, ...result } = await readInputsForPlatforms({ ...request, image: { ...image, context }, text });
    found.push({ ...result, context, missing: missing.filter(({ wildcard }) => !wildcard).map(({ path }) => path), unmatched: missing });
    // The first that has everything is the one: the repository root need not be looked through as well.
    if (missing.length === 0) break;
  }
  const context = draft.context ?? chooseContext(found.map((candidate) => ({ context: candidate.context, missing: candidate.unmatched })));
  const chosen = found.find((candidate) => candidate.context === context);
  if (chosen === undefined) {
    const [nearest] = found.toSorted((a, b) => a.unmatched.length - b.unmatched.length);
    return { context: null, sources: [...new Set(found.flatMap(({ sources }) => sources))].sort(), inputs: nearest?.inputs ?? [] };
  }
  const { unmatched: _, ...inputs } = chosen;
  return inputs;
}

function unknownContext(draft: ImageDraft): Warning {
  const places = draft.project.root === "." ? "the repository root" : `${draft.project.root} or the repository root`;
  return {
    code: "SLUICE_IMAGE_CONTEXT_UNKNOWN",
    message: `not all sources that ${draft.dockerfile} copies are in ${places}; name its context in the configuration: images.images.${draft.repository} = { project: "${draft.project.name}", dockerfile: "${draft.dockerfile}", context }`,
  };
}

function filesBelow({ files }: ReadImagesRequest, { project: { root } }: ImageDraft): string[] {
  return files.filter((file) => root === "." || file.startsWith(`${root}/`));
}

/** Those that are in no project below. */
function ownFiles(request: ReadImagesRequest, draft: ImageDraft): string[] {
  const roots = new Set(request.workspace.projects.map(({ root }) => root));
  return filesBelow(request, draft).filter((file) => {
    let folder = posix.dirname(file);
    while (folder !== draft.project.root && folder !== "." && !roots.has(folder)) folder = posix.dirname(folder);
    return folder === draft.project.root;
  });
}
