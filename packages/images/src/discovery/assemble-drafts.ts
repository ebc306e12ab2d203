import { posix } from "node:path";
import type { Configuration, ConfiguredVariant, Warning } from "@sluice/core";
import type { Project, Workspace } from "@sluice/ecosystems";
import { createIgnoredFolders } from "@sluice/ecosystems/paths";
import { type FoundDockerfile, findDockerfiles } from "./find-dockerfiles.ts";
import { imageName } from "./image-name.ts";

/** A Dockerfile and what a person has to say of it. */
export interface UnclearDockerfile {
  dockerfile: string;
  problem: Warning;
}

/** An image as far as names and places tell. */
export interface ImageDraft {
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

/** What the images of a repository can be told from without reading a Dockerfile. */
interface DraftSources {
  workspace: Workspace;
  configuration: Configuration;
  /** All files git knows, POSIX, relative to the root. */
  files: readonly string[];
}

/** The images as far as names and places tell, and what a person has to say. */
interface ImageDrafts {
  drafts: ImageDraft[];
  /** Those whose name another one has, each called by its Dockerfile: none is built, but a change of what they are made from is seen. */
  namesakes: ImageDraft[];
  unclear: UnclearDockerfile[];
  /** Images of the configuration that are left out. */
  warnings: Warning[];
}

/** One draft for each image of the configuration and its variants, and for each other Dockerfile; each name once. */
export function assembleDrafts(sources: DraftSources): ImageDrafts {
  const configured = configuredDrafts(sources);
  const inferred = inferredDrafts(sources);
  const { drafts, namesakes, unclear } = withoutNamesakes([...configured.drafts, ...inferred.drafts]);
  return { drafts, namesakes, unclear: [...inferred.unclear, ...unclear], warnings: configured.warnings };
}

function configuredDrafts({ workspace, configuration, files }: DraftSources): Pick<ImageDrafts, "drafts" | "warnings"> {
  const drafts: ImageDraft[] = [];
  const warnings: Warning[] = [];
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
      const draft: ImageDraft = {
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
  return { drafts, warnings };
}

function toVariant(image: ImageDraft, variant: string, { targetStage, buildArgs }: ConfiguredVariant): ImageDraft {
  return {
    ...image,
    name: `${image.name}-${variant}`,
    variant,
    targetStage: targetStage ?? image.targetStage,
    buildArgs: { ...image.buildArgs, ...buildArgs },
  };
}

function inferredDrafts({ workspace, configuration, files }: DraftSources): Pick<ImageDrafts, "drafts" | "unclear"> {
  const ignored = createIgnoredFolders(configuration.projects.ignore);
  const configured = new Set(Object.values(configuration.images.images).map(({ dockerfile }) => posix.normalize(dockerfile)));
  const drafts: ImageDraft[] = [];
  const unclear: UnclearDockerfile[] = [];
  const projects = new Map(workspace.projects.map((project) => [project.name, project]));
  for (const found of findDockerfiles(
    files.filter((file) => /(docker|container)file/i.test(file) && !ignored.isIgnored(file)),
    workspace.projects,
  )) {
    if (configured.has(found.path)) continue;
    const project = found.project === null ? undefined : projects.get(found.project);
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
function withoutNamesakes(drafts: readonly ImageDraft[]): Omit<ImageDrafts, "warnings"> {
  const kept: ImageDraft[] = [];
  const namesakes: ImageDraft[] = [];
  const unclear: UnclearDockerfile[] = [];
  for (const [first, ...others] of Map.groupBy(drafts, ({ name }) => name).values()) {
    if (first === undefined) continue;
    const problem = others.length === 0 ? null : nameTaken(first, others);
    namesakes.push(...others.map((other) => ({ ...other, name: other.dockerfile, problem })));
    if (problem !== null && first.isConfigured) unclear.push(...others.map(({ dockerfile }) => ({ dockerfile, problem })));
    kept.push(first.isConfigured ? first : { ...first, problem });
  }
  return { drafts: kept, namesakes, unclear };
}

function nameTaken(first: ImageDraft, others: readonly ImageDraft[]): Warning {
  const paths = [first, ...others].map(({ dockerfile }) => dockerfile);
  const [other = first] = others;
  const which = first.isConfigured ? `name ${other.dockerfile}` : "say which of them it is, and name the others";
  const code = "SLUICE_IMAGE_NAME_TAKEN";
  return {
    code,
    message: `${paths.join(" and ")} give the image ${first.name}; ${which} in the configuration: images.images.<name> = { project: "${other.project.name}", dockerfile: "${other.dockerfile}" }`,
  };
}
