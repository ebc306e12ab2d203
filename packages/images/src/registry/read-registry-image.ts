import type { Docker } from "../buildx/find-docker.ts";
import { classifyDockerProblem, dockerError, lastWords } from "../buildx/docker-error.ts";
import { runPatiently } from "../buildx/run-patiently.ts";
import { inParallel } from "./in-parallel.ts";
import { parseImageReference } from "./image-reference.ts";
import { parseImagetools, parseManifestSize, parseRawIndex } from "./parse-imagetools.ts";
import type { RegistryImage, RegistryImageDetails } from "./registry-image.ts";

/** How patient a look into a registry is. */
export interface RegistryOptions {
  /** Milliseconds. */
  timeout?: number;
}

/**
 * What the registry holds for a reference: null when it says there is nothing. Logins are docker's own. One request for an
 * index, which an image with several platforms or attestations is.
 * Throws SLUICE_BAD_REFERENCE, SLUICE_REGISTRY_UNREACHABLE, SLUICE_REGISTRY_UNAUTHORIZED.
 */
export async function readRegistryImage(docker: Docker, reference: string, options: RegistryOptions = {}): Promise<RegistryImage | null> {
  const raw = await readRawManifest(docker, reference, options);
  if (raw === null) return null;
  return parseRawIndex(reference, raw) ?? (await readRegistryImageDetails(docker, reference, options));
}

/**
 * Bytes that images take in the registry, compressed: by reference, and in it by platform. An image that is not there, or
 * is no index, has no platform.
 */
export async function readImageSizes(
  docker: Docker,
  references: readonly string[],
  options: RegistryOptions = {},
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const sizes = await inParallel(references, (reference) => readSizes(docker, reference, options));
  return new Map(references.map((reference, index) => [reference, sizes[index] ?? new Map<string, number>()]));
}

async function readSizes(docker: Docker, reference: string, options: RegistryOptions): Promise<ReadonlyMap<string, number>> {
  const image = await readRegistryImage(docker, reference, options);
  const { repository } = parseImageReference(reference);
  const sizes = new Map<string, number>();
  for (const { platform, digest } of image?.manifests ?? []) {
    const raw = await readRawManifest(docker, `${repository}@${digest}`, options);
    if (raw !== null) sizes.set(platform, parseManifestSize(reference, raw));
  }
  return sizes;
}

/** The bytes of a manifest or an index, as text; null when it is not there. Throws as {@link readRegistryImage}. */
export async function readRawManifest(docker: Docker, reference: string, options: RegistryOptions = {}): Promise<string | null> {
  parseImageReference(reference);
  const fetched = await docker.fetchManifest?.(reference, { timeout: options.timeout ?? 60_000 });
  if (fetched === undefined || fetched.kind === "ask-docker") return inspect(docker, reference, ["--raw"], options);
  return fetched.kind === "found" ? fetched.raw : null;
}

/** Like {@link readRegistryImage}, with each platform's configuration: user and labels. */
export async function readRegistryImageDetails(
  docker: Docker,
  reference: string,
  options: RegistryOptions = {},
): Promise<RegistryImageDetails | null> {
  const text = await inspect(docker, reference, ["--format", "{{json .}}"], options);
  return text === null ? null : parseImagetools(reference, text);
}

/** What `docker buildx imagetools inspect` prints with these flags; null when there is no such image. Throws as {@link readRegistryImage}. */
export async function inspect(
  docker: Docker,
  reference: string,
  flags: string[],
  { timeout = 60_000 }: RegistryOptions = {},
): Promise<string | null> {
  parseImageReference(reference);
  const { exitCode, stdout, stderr } = await runPatiently(docker, ["buildx", "imagetools", "inspect", ...flags, reference], { timeout });
  if (exitCode === 0) return stdout;
  if (classifyDockerProblem(stderr) === "missing") return null;
  throw dockerError(reference, stderr, {
    code: "SLUICE_REGISTRY_UNREACHABLE",
    message: `${reference} cannot be read: ${lastWords(stderr, 1)}`,
    hint: "Run `docker buildx imagetools inspect` on it by hand.",
  });
}
