import * as v from "valibot";

/** A version of a crate as a sparse index lists it. */
export interface CrateVersion {
  version: string;
  /** sha256 of the `.crate` file, in hexadecimal. */
  checksum: string;
  yanked: boolean;
}

const lineSchema = v.object({ vers: v.string(), cksum: v.string(), yanked: v.optional(v.boolean(), false) });

/** Path of a crate's file in an index (The Cargo Book, "Registry Index", "Index Files"). */
export function crateIndexPath(name: string): string {
  const lower = name.toLowerCase();
  if (lower.length <= 2) return `${lower.length}/${lower}`;
  if (lower.length === 3) return `3/${lower.slice(0, 1)}/${lower}`;
  return `${lower.slice(0, 2)}/${lower.slice(2, 4)}/${lower}`;
}

/** The versions in a crate's file of an index: one JSON object on each line. A line that is none is passed over. */
export function parseCrateIndex(text: string): CrateVersion[] {
  const versions: CrateVersion[] = [];
  for (const line of text.split("\n")) {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), lineSchema), line);
    if (parsed.success) versions.push({ version: parsed.output.vers, checksum: parsed.output.cksum, yanked: parsed.output.yanked });
  }
  return versions;
}

/** Address of a `.crate` file, from `dl` of the index's config.json with its markers. */
export function crateDownloadUrl(dl: string, { name, version, checksum }: { name: string; version: string; checksum: string }): string {
  if (!/\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/.test(dl)) return `${dl}/${name}/${version}/download`;
  const prefix = crateIndexPath(name).split("/").slice(0, -1).join("/");
  return dl
    .replaceAll("{crate}", name)
    .replaceAll("{version}", version)
    .replaceAll("{prefix}", prefix)
    .replaceAll("{lowerprefix}", prefix)
    .replaceAll("{sha256-checksum}", checksum);
}
