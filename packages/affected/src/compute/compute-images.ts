import type { Workspace } from "@sluice/ecosystems";
import type { ChangedFile } from "../result.ts";
import { addBaseImages, type ImageBases } from "./add-base-images.ts";
import { ReasonSet } from "./reason-set.ts";
import { matcher } from "./glob.ts";
import { type AffectedConfiguration, WorkspaceFiles } from "./workspace-files.ts";

/** What an image is made from, as far as a change is concerned. Paths are from the repository root. */
export interface ImageInputs extends ImageBases {
  /** The project it belongs to. */
  project: string;
  dockerfile: string;
  context: string;
  /** The files that reach the image, the Dockerfile and the ignore file among them. With those that were deleted since the base. */
  inputs: readonly string[];
}

/** Values that decide which images are affected. */
export interface ImagesInput {
  images: readonly ImageInputs[];
  changedFiles: readonly ChangedFile[];
  workspace: Workspace;
  configuration: AffectedConfiguration;
  /** The base is unknown. */
  everything: boolean;
}

/**
 * Why each image is affected, by the image's name: an input changed, a file that concerns everything, or the image of
 * this repository that it is built from is affected. Pure.
 */
export function computeImages({ images, changedFiles, workspace, configuration, everything }: ImagesInput): ReasonSet {
  const reasons = new ReasonSet();
  if (everything) {
    for (const { name } of images) reasons.add(name, { kind: "unknown-base" });
    return reasons;
  }
  const isIgnored = matcher(configuration.ignore);
  const workspaceFiles = new WorkspaceFiles(workspace, configuration);
  const changed = changedFiles.filter(({ path }) => !isIgnored(path));
  const forAll = changed.filter(({ path }) => workspaceFiles.concernsAll(path));
  const paths = new Set(changed.map(({ path }) => path));
  for (const image of images) {
    for (const path of [...image.inputs, image.dockerfile, ...ignoreFiles(image)])
      if (paths.has(path)) reasons.add(image.name, { kind: "file", path });
    for (const { path } of forAll) reasons.add(image.name, { kind: "workspace", path });
  }
  addBaseImages(reasons, images);
  return reasons;
}

/** A deleted ignore file is no input any more, and lets in what it kept out. */
function ignoreFiles({ dockerfile, context }: ImageInputs): string[] {
  return [`${dockerfile}.dockerignore`, context === "." ? ".dockerignore" : `${context}/.dockerignore`];
}
