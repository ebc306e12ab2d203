/** buildx's metadata file of a bake → the digests by image name. `targets`: bake targets by image name. Pure. */
export function parseBakeDigests(text: string, targets: ReadonlyMap<string, string>): Map<string, string> {
  const document: unknown = JSON.parse(text);
  const entries = new Map(typeof document === "object" && document !== null ? Object.entries(document) : []);
  const digests = new Map<string, string>();
  for (const [name, target] of targets) {
    const entry: unknown = entries.get(target);
    const digest: unknown =
      typeof entry === "object" && entry !== null ? Object.entries(entry).find(([key]) => key === "containerimage.digest")?.[1] : undefined;
    if (typeof digest === "string") digests.set(name, digest);
  }
  return digests;
}
