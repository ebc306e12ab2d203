/**
 * The short form of an image or context name, in which BuildKit compares `FROM` names with named contexts:
 * `docker.io/library/node:latest` and `node` are the same. Stage names are compared in lower case.
 */
export function contextName(name: string): string {
  return name
    .replace(/^(index\.)?docker\.io\//, "")
    .replace(/^library\//, "")
    .replace(/:latest$/, "");
}

/** Whether the value of a named context is a folder, not an image, a git repository, an archive or another target. */
export function isFolderContext(value: string): boolean {
  return !/^([a-z][a-z0-9+.-]*:\/\/|target:|git@)/i.test(value);
}
