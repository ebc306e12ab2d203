import type { Warning } from "@sluice/core";
import {
  computeMetadata,
  gitTagForImage,
  type Image,
  type Metadata,
  type MetadataFacts,
  type MetadataSources,
  readMetadataFacts,
  readTagsOfAll,
} from "@sluice/images";
import type { CommandContext } from "./command.ts";
import type { OpenProject } from "./read-project.ts";

/** What the images are called, and what was found out on the way. */
export interface ImageMetadata {
  /** By the image's name. */
  metadata: Map<string, Metadata>;
  commitTime: Date;
  factWarnings: Warning[];
}

/** What tags, labels and annotations are made from, for the present event or a given one. */
export function readEventFacts(
  { repository, configuration }: OpenProject,
  { env }: CommandContext,
  event: Partial<MetadataSources> = {},
): Promise<MetadataFacts> {
  const { defaultBranch, remote } = configuration;
  return readMetadataFacts({
    env,
    repository,
    prHeadSha: false,
    needsCommitTime: true,
    defaultBranch,
    remote,
    now: new Date(),
    ...event,
  });
}

/** Tags, labels and annotations of each image, by its name. `facts`: those of the present event when left out. */
export async function readImageMetadata(
  project: OpenProject,
  context: CommandContext,
  { images, prefix, facts: known }: { images: readonly Image[]; prefix: string | null; facts?: Promise<MetadataFacts> },
): Promise<ImageMetadata> {
  const { env } = context;
  const { configuration } = project;
  const now = new Date();
  const { warnings, ...facts } = await (known ?? readEventFacts(project, context));
  const { rules, flavor } = configuration.images;
  const metadata = new Map<string, Metadata>();
  const isRelease = facts.event.ref.startsWith("refs/tags/");
  const versions = isRelease && prefix !== null ? await readReleasedVersions(images, { prefix, env }) : new Map<string, string[]>();
  for (const own of images) {
    const { name, repository: shortName, variant } = own;
    const image = prefix === null ? shortName : `${prefix}/${shortName}`;
    const existingVersions = versions.get(name) ?? [];
    const existingGitTags = facts.existingGitTags.map((gitTag) => gitTagForImage(gitTag, own));
    // Rules look at the git tag as it is.
    const event = rules.length > 0 ? facts.event : { ...facts.event, ref: referenceForImage(facts.event.ref, own) };
    const wanted = { event, existingGitTags, existingVersions, images: [image], variant, rules, flavor, now };
    metadata.set(name, computeMetadata({ ...facts, ...wanted, annotationLevels: ["manifest", "index"] }));
  }
  return { metadata, commitTime: facts.commitTime, factWarnings: warnings };
}

function referenceForImage(reference: string, image: Image): string {
  const before = "refs/tags/";
  return reference.startsWith(before) ? before + gitTagForImage(reference.slice(before.length), image) : reference;
}

/**
 * The versions that the registry holds of each image. A registry that does not answer now is asked again when tags are
 * written, and is an error then.
 */
async function readReleasedVersions(
  images: readonly Image[],
  { prefix, env }: { prefix: string; env: CommandContext["env"] },
): Promise<Map<string, string[]>> {
  const repositoryOf = ({ repository }: Image): string => `${prefix}/${repository}`;
  const tags = await readTagsOfAll([...new Set(images.map(repositoryOf))], env);
  return new Map(images.map((image) => [image.name, releasedVersions(tags.get(repositoryOf(image)) ?? [], image.variant)]));
}

function releasedVersions(imageTags: readonly string[], variant: string | null): string[] {
  const suffix = variant === null ? "" : `-${variant}`;
  const own = imageTags.filter((tag) => tag.endsWith(suffix)).map((tag) => tag.slice(0, tag.length - suffix.length));
  return own.filter((tag) => /^v?\d+\.\d+\.\d+$/.test(tag));
}
