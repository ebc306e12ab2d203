import { createHash } from "node:crypto";

const longest = 128;
const valid = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Whether a registry accepts `text` as an image tag (OCI distribution specification, section "Pulling manifests"). */
export function isImageTag(text: string): boolean {
  return valid.test(text);
}

/**
 * Makes an image tag of any text. Runs of characters that a tag cannot hold become `-`. What is still no tag then
 * (over 128 characters, or a leading `-` or `.`) loses the rest of what is wrong and gets a hash of the whole text,
 * so that two texts do not meet in one tag. The same text always gives the same tag.
 */
export function toImageTag(text: string): string {
  const replaced = text.replace(/[^A-Za-z0-9._-]+/g, "-");
  if (isImageTag(replaced)) return replaced;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const body = replaced.replace(/^[.-]+/, "").slice(0, longest - hash.length - 1);
  return body === "" ? hash : `${body}-${hash}`;
}
