import type { Statement } from "./registry-image.ts";

/** The text of an attestation manifest → the digests of its in-toto statements. Pure. */
export function parseAttestationLayers(text: string): string[] {
  const { layers } = fields(parse(text));
  if (!Array.isArray(layers)) return [];
  return layers.flatMap((layer: unknown) => {
    const { mediaType, digest } = fields(layer);
    return mediaType === "application/vnd.in-toto+json" && typeof digest === "string" ? [digest] : [];
  });
}

/** The text of an in-toto statement → what it says and of which digests. Of a text that is none, nothing. Pure. */
export function parseStatement(text: string): Pick<Statement, "predicateType" | "subjects"> {
  const { predicateType, subject } = fields(parse(text));
  const subjects = (Array.isArray(subject) ? subject : []).flatMap((entry: unknown) => {
    const { sha256 } = fields(fields(entry)["digest"]);
    return typeof sha256 === "string" ? [`sha256:${sha256}`] : [];
  });
  return { predicateType: typeof predicateType === "string" ? predicateType : "", subjects };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}
