import { posix } from "node:path";
import { type Configuration, type ConfiguredVariant, isSluiceError, type Warning } from "@sluice/core";
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
  const warnings: Warning[] = [];
  const { drafts: inferred, unclear } = inferredDrafts(request);
  const drafts = [...configuredDrafts(request, warnings), ...inferred];
  const named = withoutNamesakes(drafts);
  unclear.push(...named.unclear);
  warnings.push(...unclear.map(({ problem }) => problem));
  const images: Image[] = [];
  for (const draft of named.drafts) {
    const image = await readImage(request, draft, warnings);
    if (image !== null) images.push(image);
  }
  return { images: images.sort((a, b) => (a.name < b.name ? -1 : 1)), unclear, warnings };
}

/** A Dockerfile and what a person has to say of it. */
export interface UnclearDockerfile {
  dockerfile: string;
  problem: Warning;
}

/** An image as far as names and places tell. */
interface Draft {
  name: string;
  repository: string;
  variant: string | null;
  project: Project;
  dockerfile: string;
  /** null: to be inferred. */
  context: string | null;
  targetStage: string | null;
  buildArgs: Record<string, string>;
  isConfigured: boolean;
  /** Why a person has to say more of it. */
  problem: Warning | null;
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
      const { buildArgs, targetStage = null } = image;
      const draft: Draft = {
        name,
        repository: name,
        variant: null,
        project,
        dockerfile,
        context,
        targetStage,
        buildArgs,
        isConfigured: true,
        problem: null,
      };
      drafts.push(draft, ...Object.entries(image.variants).map(([variant, own]) => toVariant(draft, variant, own)));
    } else {
      warnings.push({
        code: "SLUICE_DOCKERFILE_MISSING",
        message: `images.images.${name}.dockerfile in the configuration names ${dockerfile}, which is not there; the image is left out`,
      });
    }
  }
  return drafts;
}

function toVariant(image: Draft, variant: string, { targetStage, buildArgs }: ConfiguredVariant): Draft {
  return {
    ...image,
    name: `${image.name}-${variant}`,
    variant,
    targetStage: targetStage ?? image.targetStage,
    buildArgs: { ...image.buildArgs, ...buildArgs },
  };
}

function inferredDrafts({ workspace, configuration, files }: ReadImagesRequest): { drafts: Draft[]; unclear: UnclearDockerfile[] } {
  const ignored = createIgnoredFolders(configuration.projects.ignore);
  const configured = new Set(Object.values(configuration.images.images).map(({ dockerfile }) => posix.normalize(dockerfile)));
  const drafts: Draft[] = [];
  const unclear: UnclearDockerfile[] = [];
  for (const found of findDockerfiles(
    files.filter((file) => /(docker|container)file/i.test(file) && !ignored.isIgnored(file)),
    workspace.projects,
  )) {
    if (configured.has(found.path)) continue;
    const project = workspace.projects.find(({ name }) => name === found.project);
    if (project === undefined) {
      unclear.push({ dockerfile: found.path, problem: unknownProject(found) });
      continue;
    }
    const name = imageName(project.name, found.suffix);
    drafts.push({
      name,
      repository: name,
      variant: null,
      project,
      dockerfile: found.path,
      context: null,
      targetStage: null,
      buildArgs: {},
      isConfigured: false,
      problem: null,
    });
  }
  return { drafts, unclear };
}

function unknownProject({ path }: FoundDockerfile): Warning {
  return {
    code: "SLUICE_IMAGE_PROJECT_UNKNOWN",
    message: `${path} belongs to no project by its place or name; name it in the configuration: images.images.<name> = { project, dockerfile: "${path}" }`,
  };
}

/**
 * Of Dockerfiles with one name, that of the configuration has it; the others are unclear. When it names none of them, none is
 * built: they are one image with a problem.
 */
function withoutNamesakes(drafts: readonly Draft[]): { drafts: Draft[]; unclear: UnclearDockerfile[] } {
  const kept: Draft[] = [];
  const unclear: UnclearDockerfile[] = [];
  for (const [first, ...others] of Map.groupBy(drafts, ({ name }) => name).values()) {
    if (first === undefined) continue;
    const problem = others.length === 0 ? null : nameTaken(first, others);
    if (problem !== null && first.isConfigured) unclear.push(...others.map(({ dockerfile }) => ({ dockerfile, problem })));
    kept.push(first.isConfigured ? first : { ...first, problem });
  }
  return { drafts: kept, unclear };
}

function nameTaken(first: Draft, others: readonly Draft[]): Warning {
  const paths = [first, ...others].map(({ dockerfile }) => dockerfile);
  const [other = first] = others;
  const which = first.isConfigured ? `name ${other.dockerfile}` : "say which of them it is, and name the others";
  const code = "SLUICE_IMAGE_NAME_TAKEN";
  return {
    code,
    message: `${paths.join(" and ")} give the image ${first.name}; ${which} in the configuration: images.images.<name> = { project: "${other.project.name}", dockerfile: "${other.dockerfile}" }`,
  };
}

async function readImage(request: ReadImagesRequest, draft: Draft, warnings: Warning[]): Promise<Image | null> {
  const text = await (request.source ?? diskSource(request.root)).readFile(draft.dockerfile);
  if (text === null) return null;
  const image = startImage(request, draft);
  const withProblem = (problem: Warning): Image => {
    warnings.push(problem);
    return { ...image, inputs: filesOfProject(request.files, draft), problem };
  };
  if (draft.problem !== null) return withProblem(draft.problem);
  try {
    const found = await readInputs(request, draft, image, text);
    return found === null ? withProblem(unknownContext(draft)) : { ...image, ...found };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return withProblem({ code: error.code, message: error.message });
  }
}

function startImage({ configuration, buildArgs, buildContexts, platforms }: ReadImagesRequest, draft: Draft): Image {
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
    message: `not all sources that ${draft.dockerfile} copies are in ${places}; name its context in the configuration: images.images.${draft.repository} = { project: "${draft.project.name}", dockerfile: "${draft.dockerfile}", context }`,
  };
}

function filesOfProject(files: readonly string[], { project, dockerfile }: Draft): string[] {
  const own = files.filter((file) => project.root === "." || file.startsWith(`${project.root}/`));
  return [...new Set([dockerfile, ...own])].sort();
}
