/** What is inside the image of one platform, as SPDX has it. */
export interface Sbom {
  /** `linux/amd64`. */
  platform: string;
  /** The document: JSON, the same text for the same image. */
  text: string;
}

/**
 * What `docker buildx imagetools inspect --format '{{json .SBOM}}'` prints → the documents, platform by platform. Of one platform
 * buildx prints them without its name; a build that scans its stages or its context too has more than one. Pure.
 *
 * @param platforms those of the image
 */
export function parseSboms(text: string, platforms: readonly string[]): Sbom[] {
  const printed: unknown = JSON.parse(text);
  const [only = ""] = platforms;
  const byPlatform = isRecord(printed) && ("SPDX" in printed || "AdditionalSPDXs" in printed) ? { [only]: printed } : printed;
  if (!isRecord(byPlatform)) return [];
  return Object.keys(byPlatform)
    .toSorted()
    .flatMap((platform) => {
      const stub = byPlatform[platform];
      if (!isRecord(stub)) return [];
      const { SPDX: first, AdditionalSPDXs: more } = stub;
      const documents = [first, ...(Array.isArray(more) ? more : [])].filter(isRecord);
      return documents.map((document) => ({ platform, text: `${JSON.stringify(document, null, 2)}\n` }));
    });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
