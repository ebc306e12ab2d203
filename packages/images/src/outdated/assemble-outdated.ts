import type { Image } from "../discovery/image.ts";
import { BASES_ANNOTATION, isPinned, parseRecordedBases } from "../plan/recorded-bases.ts";
import type { RegistryImage } from "../registry/registry-image.ts";

/** A built image and its bases that have moved since. */
export interface OutdatedImage {
  name: string;
  project: string;
  /** The reference that was looked at: `ghcr.io/acme/shop/gateway:latest`. */
  reference: string;
  digest: string;
  /** Sorted by reference; the digest it was built from and the one the reference has now. */
  moved: { reference: string; built: string; present: string }[];
}

/** What `sluice images outdated --json` prints. All are sorted by name. */
export interface OutdatedImages {
  schemaVersion: 1;
  outdated: OutdatedImage[];
  /** Names of the images whose bases are where they were, or that have none that could move. */
  current: string[];
  /** Names of images that the registry does not hold: there is nothing that could be outdated. */
  missing: string[];
  /** Images of which nobody can say it. */
  unknown: { name: string; project: string; message: string }[];
}

/** What is known of one image. */
export interface ObservedBases {
  image: Image;
  /** Present digests of foreign bases by the reference in the Dockerfile; null: it cannot be looked up. */
  present: ReadonlyMap<string, string | null>;
  /** What the registry holds of it; null: nothing. */
  built: RegistryImage | null;
}

/** Compares the bases that images were built from with what those references are now. Pure. */
export function assembleOutdated(observed: readonly ObservedBases[]): OutdatedImages {
  const result: OutdatedImages = { schemaVersion: 1, outdated: [], current: [], missing: [], unknown: [] };
  for (const { image, present, built } of [...observed].sort((a, b) => (a.image.name < b.image.name ? -1 : 1))) {
    const { name, project } = image;
    const references = [...present.keys()].filter((reference) => !isPinned(reference)).sort();
    if (image.problem === null && references.length === 0) result.current.push(name);
    else if (built === null && image.problem === null) result.missing.push(name);
    else {
      const recorded = parseRecordedBases(built?.annotations[BASES_ANNOTATION] ?? "");
      const moved = references.flatMap((reference) => compare(reference, recorded.get(reference), present.get(reference) ?? null));
      const message = image.problem?.message ?? whyUnknown(references, recorded, present);
      if (built !== null && moved.length > 0)
        result.outdated.push({ name, project, reference: built.reference, digest: built.digest, moved });
      else if (message === null) result.current.push(name);
      else result.unknown.push({ name, project, message });
    }
  }
  return result;
}

function compare(reference: string, built: string | undefined, present: string | null): OutdatedImage["moved"] {
  return built === undefined || present === null || built === present ? [] : [{ reference, built, present }];
}

function whyUnknown(references: readonly string[], recorded: ReadonlyMap<string, string>, present: ReadonlyMap<string, string | null>) {
  const unread = references.filter((reference) => (present.get(reference) ?? null) === null);
  if (unread.length > 0) return `${unread.join(", ")} cannot be looked up`;
  const unrecorded = references.filter((reference) => !recorded.has(reference));
  return unrecorded.length > 0 ? `the image does not record that it was built from ${unrecorded.join(", ")}` : null;
}
