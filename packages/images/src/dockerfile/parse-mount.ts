/** The fields of `RUN --mount` by name in lower case. A mount is one record of CSV: `type=bind,"source=a,b",target=/x`. */
export function parseMount(mount: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, quoted, plain] of mount.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    const field = quoted?.replaceAll('""', '"') ?? plain ?? "";
    const at = field.indexOf("=");
    if (at > 0) fields.set(field.slice(0, at).toLowerCase(), field.slice(at + 1));
  }
  return fields;
}
