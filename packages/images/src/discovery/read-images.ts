import { posix } from "node:path";
import { type Configuration, isSluiceError, type Warning } from "@sluice/core";
import { createIgnoredFolders, type Project, type Workspace } from "@sluice/ecosystems";
import { computeImageInputs, type ImageInputs } from "../inputs/compute-image-inputs.ts";
import { diskSource, type FileSource, readImageFiles } from "../inputs/read-image-files.ts";
import { chooseContext } from "./choose-context.ts";
import { type FoundDockerfile, findDockerfiles } from "./find-dockerfiles.ts";
import { imageName } from "./image-name.ts";
import type { Image } from "./image.ts";

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
}

/** All images of a repository, by name, and what could not be inferred. */
export interface ReadImages {
  images: Image[];
  warnings: Warning[];
}

/**
 * Finds the images of a repository: those of the configuration, and one for every other Dockerfile, with name, project and
 * context inferred; those below hidden, vendored and fixture folders are left out, as manifests there are. What cannot be inferred gives a warning that says which key of the configuration to set, and no image.
 * A broken Dockerfile gives an image with a `problem`; the others are not concerned.
 */
export async function readImages(request: ReadImagesRequest): Promise<ReadImages> {
  const warnings: Warning[] = [];
  const drafts = [...configuredDrafts(request, warnings), ...inferredDrafts(request, warnings)];
  const images: Image[] = [];
  for (const draft of withoutNamesakes(drafts, warnings)) {
    const image = await readImage(request, draft, warnings);
    if (image !== null) images.push(image);
  }
  return { images: images.sort((a, b) => (a.name < b.name ? -1 : 1)), warnings };
}

/** An image as far as names and places tell. */
interface Draft {
  name: string;
  project: Project;
  dockerfile: string;
  /** null: to be inferred. */
  context: string | null;
  targetStage: string | null;
  buildArgs: Record<string, string>;
}

function configuredDrafts({ workspace, configuration, files }: ReadImagesRequest, warnings: Warning[]): Draft[] {
  const drafts: Draft[] = [];
  for (const [name, image] of Object.entries(configuration.images.images)) {
    const project = workspace.projects.find((candidate) => candidate.name === image.project);
    const dockerfile = posix.normalize(image.dockerfile);
    if (project === undefined) {
      warnings.push({
        code: "SLUICE_UNKNOWN_PROJECT",
        message: `images.images.${name}.project in the configuration names ${image.project}, which is no project of this repository; the image is left out`,
      });
    } else if (files.includes(dockerfile)) {
      const context = image.context === undefined ? null : posix.normalize(image.context).replace(/\/$/, "");
      drafts.push({ name, project, dockerfile, context, targetStage: image.targetStage ?? null, buildArgs: { ...image.buildArgs } });
    } else {
      warnings.push({
        code: "SLUICE_DOCKERFILE_MISSING",
        message: `images.images.${name}.dockerfile in the configuration names ${dockerfile}, which is not there; the image is left out`,
      });
    }
  }
  return drafts;
}

function inferredDrafts({ workspace, configuration, files }: ReadImagesRequest, warnings: Warning[]): Draft[] {
  const ignored = createIgnoredFolders(configuration.projects.ignore);
  const configured = new Set(Object.values(configuration.images.images).map(({ dockerfile }) => posix.normalize(dockerfile)));
  const drafts: Draft[] = [];
  for (const found of findDockerfiles(
    files.filter((file) => /(Docker|Container)file/.test(file) && !ignored.isIgnored(file)),
    workspace.projects,
  )) {
    if (configured.has(found.path)) continue;
    const project = workspace.projects.find(({ name }) => name === found.project);
    if (project === undefined) warnings.push(unknownProject(found));
    else
      drafts.push({
        name: imageName(project.name, found.suffix),
        project,
        dockerfile: found.path,
        context: null,
        targetStage: null,
        buildArgs: {},
      });
  }
  return drafts;
}

function unknownProject({ path }: FoundDockerfile): Warning {
  return {
    code: "SLUICE_IMAGE_PROJECT_UNKNOWN",
    message: `${path} belongs to no project by its place or name; name it in the configuration: images.images.<name> = { project, dockerfile: "${path}" }`,
  };
}

/** The first of two images with one name stays: a configured one before an inferred one, then by path. */
function withoutNamesakes(drafts: Draft[], warnings: Warning[]): Draft[] {
  const byName = new Map<string, Draft>();
  for (const draft of drafts) {
    const first = byName.get(draft.name);
    if (first === undefined) byName.set(draft.name, draft);
    else {
      const message = `${draft.dockerfile} and ${first.dockerfile} both give the image ${draft.name}; name ${draft.dockerfile} in the configuration: images.images.<name> = { project: "${draft.project.name}", dockerfile: "${draft.dockerfile}" }`;
      warnings.push({ code: "SLUICE_IMAGE_NAME_TAKEN", message });
    }
  }
  return [...byName.values()];
}

async function readImage(request: ReadImagesRequest, draft: Draft, warnings: Warning[]): Promise<Image | null> {
  const text = await (request.source ?? diskSource(request.root)).readFile(draft.dockerfile);
  if (text === null) return null;
  const image = startImage(request, draft);
  try {
    const found = await readInputs(request, draft, image, text);
    if (found !== null) return { ...image, ...found };
    warnings.push(unknownContext(draft));
    return null;
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const problem: Warning = { code: error.code, message: error.message };
    warnings.push(problem);
    return { ...image, inputs: filesOfProject(request.files, draft), problem };
  }
}

function startImage({ configuration, buildArgs, buildContexts, platforms }: ReadImagesRequest, draft: Draft): Image {
  return {
    name: draft.name,
    project: draft.project.name,
    dockerfile: draft.dockerfile,
    context: draft.context ?? draft.project.root,
    targetStage: draft.targetStage,
    buildArgs: { ...configuration.images.buildArgs, ...draft.buildArgs, ...buildArgs },
    buildContexts: { ...configuration.images.buildContexts, ...buildContexts },
    platforms: [...(platforms !== undefined && platforms.length > 0 ? platforms : configuration.images.platforms)],
    inputs: [],
    bases: [],
    remotes: [],
    missing: [],
    problem: null,
  };
}

type FoundInputs = Pick<Image, "context" | "inputs" | "bases" | "remotes" | "missing">;

/** Null when no candidate is the context. */
async function readInputs(request: ReadImagesRequest, draft: Draft, image: Image, text: string): Promise<FoundInputs | null> {
  const candidates = draft.context === null ? [...new Set([draft.project.root, "."])] : [draft.context];
  const found: (FoundInputs & { unmatched: ImageInputs["missing"] })[] = [];
  for (const context of candidates) {
    const { missing, ...result } = await readInputsForPlatforms(request, { ...image, context }, text);
    found.push({ ...result, context, missing: missing.filter(({ wildcard }) => !wildcard).map(({ path }) => path), unmatched: missing });
    // The first that has everything is the one: the repository root need not be looked through as well.
    if (missing.length === 0) break;
  }
  const context = draft.context ?? chooseContext(found.map((candidate) => ({ context: candidate.context, missing: candidate.unmatched })));
  const chosen = found.find((candidate) => candidate.context === context);
  if (chosen === undefined) return null;
  const { inputs, bases, remotes, missing } = chosen;
  return { context: chosen.context, inputs, bases, remotes, missing };
}

/** The union over all platforms: a path may have TARGETARCH in it. */
async function readInputsForPlatforms(request: ReadImagesRequest, image: Image, text: string): Promise<ImageInputs> {
  const results: ImageInputs[] = [];
  for (const platform of platformsToRead(image, text)) {
    const settings = { ...image, platform, dockerfile: { path: image.dockerfile, text }, files: request.files };
    results.push(
      computeImageInputs({ ...settings, ...(await readImageFiles({ ...settings, root: request.root, source: request.source })) }),
    );
  }
  const union = <T>(pick: (result: ImageInputs) => T[]) => [...new Set(results.flatMap(pick))].sort();
  const missing = new Map(results.flatMap((result) => result.missing).map((source) => [`${source.line} ${source.path}`, source]));
  return {
    inputs: union(({ inputs }) => inputs),
    bases: union(({ bases }) => bases),
    remotes: union(({ remotes }) => remotes),
    missing: [...missing.values()],
  };
}

/** Where no variable tells the platform, one stands for all. */
function platformsToRead({ platforms, buildArgs }: Image, text: string): string[] {
  const tells = /(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)/;
  return [text, ...Object.values(buildArgs)].some((part) => tells.test(part)) ? platforms : platforms.slice(0, 1);
}

function unknownContext(draft: Draft): Warning {
  const places = draft.project.root === "." ? "the repository root" : `${draft.project.root} or the repository root`;
  return {
    code: "SLUICE_IMAGE_CONTEXT_UNKNOWN",
    message: `not all sources that ${draft.dockerfile} copies are in ${places}; name its context in the configuration: images.images.${draft.name} = { project: "${draft.project.name}", dockerfile: "${draft.dockerfile}", context }`,
  };
}

function filesOfProject(files: readonly string[], { project, dockerfile }: Draft): string[] {
  const own = files.filter((file) => project.root === "." || file.startsWith(`${project.root}/`));
  return [...new Set([dockerfile, ...own])].sort();
}
