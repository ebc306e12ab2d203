/** A dependency as `cargo publish` sends it (The Cargo Book, "Registry Web API", Publish). */
interface SentDependency {
  name: string;
  version_req: string;
  features: string[];
  optional: boolean;
  default_features: boolean;
  target: string | null;
  kind: "dev" | "build" | "normal";
  registry: string | null;
  explicit_name_in_toml: string | null;
}

/** What `cargo publish` says of a crate. */
export interface SentCrate {
  name: string;
  vers: string;
  deps: SentDependency[];
  features: Record<string, string[]>;
  links: string | null;
  rust_version?: string | null;
}

/** A line of the index (The Cargo Book, "Registry Index", JSON schema). */
export interface CrateLine {
  name: string;
  vers: string;
  deps: object[];
  cksum: string;
  features: Record<string, string[]>;
  yanked: boolean;
  links: string | null;
  rust_version: string | null;
  v: 2;
}

/** The body of a publish: the length of the JSON in four bytes, the JSON, and the `.crate` file in the same way. */
export function parsePublish(body: Buffer): { metadata: SentCrate; crate: Buffer } {
  const jsonLength = body.readUInt32LE(0);
  const metadata = JSON.parse(body.toString("utf8", 4, 4 + jsonLength)) as SentCrate;
  const crateLength = body.readUInt32LE(4 + jsonLength);
  return { metadata, crate: body.subarray(8 + jsonLength, 8 + jsonLength + crateLength) };
}

/** The index calls a renamed dependency by its new name, and tells the real one as `package`; a publish tells it the other way round. */
export function indexLineOf({ name, vers, deps, features, links, rust_version = null }: SentCrate, cksum: string): CrateLine {
  const lines = deps.map(({ name: crate, version_req: req, explicit_name_in_toml: alias, ...rest }) => ({
    ...rest,
    name: alias ?? crate,
    req,
    ...(alias === null || alias === undefined ? {} : { package: crate }),
  }));
  return { name, vers, deps: lines, cksum, features, yanked: false, links, rust_version, v: 2 };
}

/** Where a crate's lines are in the index: `3/f/foo`, `ca/rg/cargo`. */
export function crateIndexPath(name: string): string {
  const lower = name.toLowerCase();
  if (lower.length <= 2) return `${lower.length}/${lower}`;
  if (lower.length === 3) return `3/${lower.slice(0, 1)}/${lower}`;
  return `${lower.slice(0, 2)}/${lower.slice(2, 4)}/${lower}`;
}
