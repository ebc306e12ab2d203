import type { Memory } from "@sluice/affected";
import { isSluiceError } from "@sluice/core";
import type { Docker } from "../buildx/find-docker.ts";
import { type BaseSettings, parseBaseSettings } from "../inputs/base-settings.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { parseRawIndex } from "../registry/parse-imagetools.ts";
import { readRawManifest } from "../registry/read-registry-image.ts";
import { askRegistry } from "../registry/ask-registry.ts";
import { openRegistrySession } from "../registry/registry-session.ts";

/** How long a registry may take for one answer, in milliseconds. */
const PATIENCE = 15_000;

/** What {@link readBaseSettings} is asked for. */
export interface BaseSettingsRequest {
  docker: Docker;
  /** The base as it is pulled. */
  reference: string;
  /** Of its index, or of its manifest. */
  digest: string;
  /** For what was read, by digest, which never changes; null: it is read each time. */
  memory: Memory | null;
}

/**
 * What a base image brings along for builds that start from it: one entry for each way in which its platforms differ. Null when the registry
 * does not tell. Asked once for a digest where there is a memory.
 */
export async function readBaseSettings({ docker, reference, digest, memory }: BaseSettingsRequest): Promise<BaseSettings[] | null> {
  const known = memory?.read<BaseSettings[]>("base", [digest]) ?? null;
  if (known !== null) return known;
  try {
    const texts = await readConfigurations(docker, `${parseImageReference(reference).repository}@${digest}`);
    const settings = texts === null ? null : distinct(texts.map(parseBaseSettings));
    if (settings !== null) memory?.write("base", [digest], settings);
    return settings;
  } catch (error) {
    if (isSluiceError(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function readConfigurations(docker: Docker, reference: string): Promise<string[] | null> {
  const { repository } = parseImageReference(reference);
  const raw = await readRawManifest(docker, reference, { timeout: PATIENCE });
  if (raw === null) return null;
  const index = parseRawIndex(reference, raw);
  const manifests =
    index === null
      ? [raw]
      : await inParallel(index.manifests, ({ digest }) => readRawManifest(docker, `${repository}@${digest}`, { timeout: PATIENCE }));
  const session = await openRegistrySession(repository, { env: docker.env ?? {}, doing: "show", patience: PATIENCE });
  return inParallel(manifests, async (manifest) => {
    const { config }: { config?: { digest?: string } } = JSON.parse(manifest ?? "{}");
    const { body } = await askRegistry(session, { url: new URL(`blobs/${config?.digest ?? ""}`, session.base) });
    return body.toString("utf8");
  });
}

function distinct(settings: readonly BaseSettings[]): BaseSettings[] {
  return [...new Map(settings.map((entry) => [JSON.stringify(entry), entry])).values()];
}
