/** Where a version stands in a file: the version, and its range without quotes. */
export interface VersionPlace {
  version: string;
  range: readonly [number, number];
}

/**
 * Finds the version in a Python file (`__version__ = "1.2.3"`, also `VERSION` and `version`, with an annotation or without; what
 * Hatch's own pattern finds), or in a file that holds nothing else. Null when there is none.
 */
export function findVersion(text: string, path: string): VersionPlace | null {
  const pattern = path.endsWith(".py")
    ? /^(?:__version__|VERSION|version)[ \t]*(?::[^=\n]+)?=[ \t]*(["'])v?(?<version>[^"'\n]+)\1/dim
    : /^\s*v?(?<version>[0-9][^\s]*)\s*$/d;
  const match = pattern.exec(text);
  const version = match?.groups?.["version"];
  const range = match?.indices?.groups?.["version"];
  return version === undefined || range === undefined ? null : { version, range };
}
