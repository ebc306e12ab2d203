/** A dependency that nobody who installs the package from a registry could have. */
export interface UnpublishableRange {
  name: string;
  range: string;
}

/**
 * The dependencies in a package.json that mean something in its own workspace alone: `workspace:` and `catalog:`, which pnpm and
 * Yarn replace as they pack and npm sends as they are, and folders (`file:`, `link:`, `portal:`) that are not bundled. Those for
 * development are left out, as nobody installs them with the package.
 */
export function findUnpublishableRanges(packageJson: Readonly<Record<string, unknown>>): UnpublishableRange[] {
  const bundled = packageJson["bundleDependencies"] ?? packageJson["bundledDependencies"];
  const isBundled = (name: string): boolean => bundled === true || (Array.isArray(bundled) && bundled.includes(name));
  const found: UnpublishableRange[] = [];
  for (const field of ["dependencies", "optionalDependencies", "peerDependencies"]) {
    for (const [name, range] of Object.entries(Object(packageJson[field]))) {
      if (typeof range !== "string") continue;
      const isFolder = /^(?:file|link|portal):/.test(range) && !isBundled(name);
      if (isFolder || /^(?:workspace|catalog):/.test(range)) found.push({ name, range });
    }
  }
  return found;
}
