/** One thing that a replayed release has otherwise than the one that was really made. */
export interface ReplayDifference {
  /** The package.json, or the package. */
  place: string;
  /** `version`, or the field and the dependency: `dependencies.lib`. */
  field: string;
  really: string;
  replayed: string;
}

const fields = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/**
 * Versions and ranges in which manifests differ, by their paths. Only what one of the two changed counts: a release commit may do other
 * things besides.
 */
export function compareManifests(options: {
  before: ReadonlyMap<string, string>;
  really: ReadonlyMap<string, string>;
  replayed: ReadonlyMap<string, string>;
}): ReplayDifference[] {
  const { before, really, replayed } = options;
  const differences: ReplayDifference[] = [];
  for (const [path, text] of replayed) {
    const other = really.get(path);
    if (other === undefined) continue;
    const [was, is, should] = [valuesOf(before.get(path) ?? "{}"), valuesOf(text), valuesOf(other)];
    for (const field of new Set([...is.keys(), ...should.keys()])) {
      const [old, ours, theirs] = [was, is, should].map((values) => values.get(field) ?? "none");
      // A dependency that came or went is no matter of versions.
      if (ours === theirs || old === "none" || theirs === "none") continue;
      differences.push({ place: path, field, really: theirs ?? "", replayed: ours ?? "" });
    }
  }
  return differences;
}

function valuesOf(text: string): Map<string, string> {
  const manifest = Object(JSON.parse(text));
  const values = new Map<string, string>();
  if (typeof manifest.version === "string") values.set("version", manifest.version);
  for (const field of fields)
    for (const [name, range] of Object.entries(Object(manifest[field]))) values.set(`${field}.${name}`, String(range));
  return values;
}
