import { toImageTag } from "../metadata/image-tag.ts";
import type { PlannedImage } from "../plan/image-plan.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import type { BuildCache } from "./build-cache.ts";

/** What a bake target says of its cache, in buildx's words. */
export interface CacheFields {
  "cache-from": string[];
  "cache-to": string[];
}

type CachedImage = Pick<PlannedImage, "name" | "platforms" | "tags">;

/** A failing cache fails no build; all steps are kept, those of earlier stages too. */
const TO = "mode=max,ignore-error=true";

/**
 * Where one image's build reads and writes its cache. Each image has a scope of its own for each set of platforms that one
 * builder builds, so that runners for one platform each do not overwrite each other's; a build for several reads those too. Pure.
 */
export function renderCache(image: CachedImage, cache: BuildCache): CacheFields {
  const sets = image.platforms.length < 2 ? [image.platforms] : [image.platforms, ...image.platforms.map((platform) => [platform])];
  const scopes = sets.map((platforms) => cacheScope(image.name, platforms));
  const [own = ""] = scopes;
  switch (cache.kind) {
    case "gha":
      return { "cache-from": scopes.map((scope) => `type=gha,scope=${scope}`), "cache-to": [`type=gha,scope=${own},${TO}`] };
    case "local":
      return {
        "cache-from": scopes.map((scope) => `type=local,src=${cache.folder}/${scope}`),
        "cache-to": [`type=local,dest=${freshFolder(cache.folder, own)},${TO}`],
      };
    case "registry":
      return renderRegistryCache(image, sets, cache.writes);
  }
}

/** `gateway-linux-amd64`. */
function cacheScope(name: string, platforms: readonly string[]): string {
  return [name, ...platforms].join("-").replaceAll("/", "-");
}

/** Where a local cache is written: a folder that grows for ever if it were the one that is read, as BuildKit deletes nothing. */
function freshFolder(folder: string, scope: string): string {
  return `${folder}/.new/${scope}`;
}

/** An image that has no tag is pushed nowhere, and has no cache there. */
function renderRegistryCache({ name, tags }: CachedImage, sets: readonly (readonly string[])[], writes: boolean): CacheFields {
  const [tag] = tags;
  if (tag === undefined) return { "cache-from": [], "cache-to": [] };
  const { repository } = parseImageReference(tag);
  // A variant is in the repository of its image.
  const own = repository.endsWith(`/${name}`) ? "cache" : `cache-${name}`;
  const references = sets.map((platforms) => `${repository}:${toImageTag(cacheScope(own, platforms))}`);
  const to = `type=registry,ref=${references[0]},image-manifest=true,oci-mediatypes=true,${TO}`;
  return { "cache-from": references.map((reference) => `type=registry,ref=${reference}`), "cache-to": writes ? [to] : [] };
}
