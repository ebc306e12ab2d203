/** What a reference of an image says, but for its digest (https://pkg.go.dev/github.com/distribution/reference). */
export interface ImageReference {
  /** With the registry, where it names one: `ghcr.io/acme/shop/gateway`. */
  repository: string;
  /** The last element of that: `gateway`. */
  name: string;
  /** Null where there is none. */
  tag: string | null;
}

/** Takes `ghcr.io/acme/shop/gateway:main@sha256:…` apart. Never throws: of a text that is no reference it gives what stands where those parts do. */
export function parseImageReference(reference: string): ImageReference {
  const [, repository = "", tag = null] = /^(.*?)(?::([^/:]*))?$/s.exec(reference.replace(/@.*$/s, "")) ?? [];
  return { repository, name: repository.slice(repository.lastIndexOf("/") + 1), tag };
}

/**
 * Whether a reference that has the name of an image of this repository means the public one of that name: a short name with a tag, such as `nginx:1.29`, that the
 * image here is itself built from (`bases`). A bare name, `latest` and whatever a registry has may be the image here: a build puts that in their place.
 */
export function isPublicNamesake(reference: string, bases: readonly string[]): boolean {
  const { repository, tag } = parseImageReference(reference);
  if (repository.includes("/") || tag === null || tag.startsWith("latest")) return false;
  return bases.some((base) => parseImageReference(base).repository === repository);
}
