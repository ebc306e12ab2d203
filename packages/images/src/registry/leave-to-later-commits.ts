import type { Warning } from "@sluice/core";
import type { Docker } from "../buildx/find-docker.ts";
import { inParallel } from "./in-parallel.ts";
import { parseImageReference } from "./image-reference.ts";
import { readRegistryImage } from "./read-registry-image.ts";
import { readRegistryTags } from "./read-registry-tags.ts";

/** What {@link leaveToLaterCommits} is asked for. */
export interface BranchTags {
  /** Full references of one repository that the image of a branch is to have. */
  references: readonly string[];
  /** The commit that is built. */
  revision: string;
  /** The commits of the branch that came after it, as far as the clone knows. */
  later: readonly string[];
}

/**
 * The references without those that a later commit of the branch has already, `latest` above all: the run of an older commit that is slow,
 * or started again, moves no tag back. Whether one has is told by its own tag (`main-sha1a2b3c4`), or without such tags by the label of what
 * they point to. Asks the registry only where there are later commits.
 */
export async function leaveToLaterCommits(
  docker: Docker,
  { references, revision, later }: BranchTags,
): Promise<{ references: string[]; warnings: Warning[] }> {
  const shared = references.filter((reference) => !tagOf(reference).includes(shorten(revision)));
  if (later.length === 0 || shared.length === 0) return { references: [...references], warnings: [] };
  const own = references.filter((reference) => !shared.includes(reference)).map(tagOf);
  const holders = own.length > 0 ? await findTagged(docker, { shared, own, revision, later }) : await findLabelled(docker, shared, later);
  return {
    references: references.filter((reference) => !holders.has(reference)),
    warnings: [...holders].map(([reference, commit]) => ({
      code: "SLUICE_TAG_STAYS",
      message: `${reference} stays at commit ${shorten(commit)} of the branch, which is later`,
    })),
  };
}

async function findTagged(
  docker: Docker,
  { shared, own, revision, later }: Pick<BranchTags, "revision" | "later"> & { shared: readonly string[]; own: readonly string[] },
): Promise<Map<string, string>> {
  const { repository } = parseImageReference(shared[0] ?? "");
  const tags = new Set(await readRegistryTags(repository, docker.env ?? {}));
  const commit = later.find((other) =>
    own.some((tag) => tags.has(tag.replace(revision, other)) || tags.has(tag.replace(shorten(revision), shorten(other)))),
  );
  return new Map(commit === undefined ? [] : shared.map((reference) => [reference, commit]));
}

async function findLabelled(docker: Docker, shared: readonly string[], later: readonly string[]): Promise<Map<string, string>> {
  const images = await inParallel(shared, (reference) => readRegistryImage(docker, reference));
  const revisions = images.map((image) => image?.annotations["org.opencontainers.image.revision"] ?? "");
  return new Map(
    shared.map((reference, index): [string, string] => [reference, revisions[index] ?? ""]).filter(([, of]) => later.includes(of)),
  );
}

function tagOf(reference: string): string {
  return parseImageReference(reference).imageTag ?? "";
}

function shorten(commit: string): string {
  return commit.slice(0, 7);
}
