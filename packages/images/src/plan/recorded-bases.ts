/** The annotation of an index that says which bases it was built from. */
export const BASES_ANNOTATION = "dev.sluice.bases";

/**
 * Digests by reference → the annotation's text, `debian:13@sha256:… node:24-slim@sha256:…`, without references that name their
 * own digest, which never move; null when a digest is not known. Pure.
 */
export function renderRecordedBases(bases: ReadonlyMap<string, string | null>): string | null {
  const parts: string[] = [];
  for (const [reference, digest] of bases) {
    if (isPinned(reference)) continue;
    if (digest === null) return null;
    parts.push(`${reference}@${digest}`);
  }
  return parts.sort().join(" ");
}

/** What {@link renderRecordedBases} wrote → digests by reference. Pure. */
export function parseRecordedBases(text: string): Map<string, string> {
  const bases = new Map<string, string>();
  for (const part of text.split(" ")) {
    const at = part.lastIndexOf("@");
    if (at > 0) bases.set(part.slice(0, at), part.slice(at + 1));
  }
  return bases;
}

/** Whether a reference names its digest. */
export function isPinned(reference: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(reference);
}
