/** Takes secrets out of a text, as they are and as they stand in a URL or a Basic header, and any credentials of a URL. */
export function redactSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  let redacted = text.replaceAll(/(\w+:\/\/)[^/\s:@]*:[^/\s@]+@/g, "$1***@");
  for (const secret of secrets) {
    // A very short value would blot out ordinary text, and is no secret.
    if (secret === undefined || secret.length < 6) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])) {
      redacted = redacted.replaceAll(form, "***");
    }
  }
  return redacted;
}
