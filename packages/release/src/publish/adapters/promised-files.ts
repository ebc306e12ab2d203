/**
 * The files that a package.json promises (`main`, `module`, `types`, `bin`, `exports`), as POSIX paths relative to its
 * folder, sorted. Patterns and folders are left out: only what names one file can be missing.
 */
export function promisedFiles(packageJson: Readonly<Record<string, unknown>>): string[] {
  const files = new Set<string>();
  for (const key of ["main", "module", "types", "bin", "exports"]) collect(packageJson[key], key === "exports", files);
  return [...files].toSorted();
}

/** In `exports`, a condition that is not for the published package (`@sluice/source`) may name files that are not packed. */
function collect(value: unknown, isExports: boolean, files: Set<string>): void {
  if (typeof value === "string") {
    const path = value.replace(/^\.\//, "");
    if (!path.includes("*") && /\.[a-z]+$/i.test(path)) files.add(path);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (isExports && !key.startsWith(".") && !standardConditions.has(key)) continue;
    collect(member, isExports, files);
  }
}

const standardConditions = new Set(["types", "import", "require", "node", "default", "browser", "module", "bun", "deno"]);
