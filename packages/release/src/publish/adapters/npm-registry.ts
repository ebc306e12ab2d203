import { createHash } from "node:crypto";
import { SluiceError } from "@sluice/core";
import * as v from "valibot";
import type { ObservedNpmVersion } from "../publish-ports.ts";
import { fetchPatiently, type Patience } from "./fetch-patiently.ts";
import { redactSecrets } from "./redact-secrets.ts";

const distSchema = v.object({ integrity: v.optional(v.string()), shasum: v.optional(v.string()), tarball: v.string() });
const packumentSchema = v.object({
  "dist-tags": v.optional(v.record(v.string(), v.string()), {}),
  versions: v.optional(
    v.record(v.string(), v.object({ dist: distSchema, deprecated: v.optional(v.unknown()), gitHead: v.optional(v.unknown()) })),
    {},
  ),
  time: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** One npm registry, as it is read over HTTP. */
export interface NpmRegistryAddress {
  /** With a slash at the end. */
  url: string;
  token: string | undefined;
  patience?: Patience;
}

/**
 * A version as the registry shows it now, or null.
 *
 * @throws SLUICE_NPM_UNAUTHORIZED for 401 and 403, SLUICE_NPM_UNREACHABLE for no or a broken answer
 */
export async function readNpmVersion(registry: NpmRegistryAddress, name: string, version: string): Promise<ObservedNpmVersion | null> {
  const packument = await readPackument(registry, name);
  const found = packument?.versions[version];
  if (packument === null || found === undefined) return null;
  const { dist, deprecated, gitHead } = found;
  return {
    integrity: dist.integrity ?? (dist.shasum === undefined ? "" : `sha1-${dist.shasum}`),
    distTags: packument["dist-tags"],
    // npm takes a deprecation back with an empty text.
    ...(typeof deprecated === "string" && deprecated !== "" ? { deprecated } : {}),
    ...(typeof gitHead === "string" && gitHead !== "" ? { gitHead } : {}),
  };
}

/** Whether a version was there and was taken out: no registry takes it a second time. */
export async function isBurnedNpmVersion(registry: NpmRegistryAddress, name: string, version: string): Promise<boolean> {
  const packument = await readPackument(registry, name);
  return packument !== null && version in packument.time && packument.versions[version] === undefined;
}

/** Downloads a version's tarball and compares it with the registry's word for it; false when they differ. */
export async function matchesNpmIntegrity(registry: NpmRegistryAddress, name: string, version: string): Promise<boolean> {
  const dist = (await readPackument(registry, name))?.versions[version]?.dist;
  if (dist === undefined) return false;
  const response = await get(registry, dist.tarball);
  if (!response.ok) return false;
  const tarball = Buffer.from(await response.arrayBuffer());
  if (dist.integrity === undefined) return createHash("sha1").update(tarball).digest("hex") === dist.shasum;
  return dist.integrity.split(/\s+/).some((entry) => {
    const [algorithm = "", digest = ""] = entry.split(/-(.*)/s);
    return ["sha512", "sha384", "sha256", "sha1"].includes(algorithm) && createHash(algorithm).update(tarball).digest("base64") === digest;
  });
}

/** Who the token belongs to, or null when the registry does not take it. */
export async function readNpmUser(registry: NpmRegistryAddress): Promise<string | null> {
  const response = await get(registry, `${registry.url}-/whoami`);
  if (!response.ok) return null;
  const answer = v.safeParse(v.object({ username: v.optional(v.string()) }), await response.json());
  return answer.success ? (answer.output.username ?? null) : null;
}

/**
 * Whether a package that is there already lets a user publish, as far as its registry says so (the API of `npm access list
 * collaborators`): null where it does not, which is no answer either way.
 */
export async function mayPublishNpmPackage(registry: NpmRegistryAddress, name: string, user: string): Promise<boolean | null> {
  if ((await readPackument(registry, name)) === null) return true;
  const query = new URLSearchParams({ user, format: "cli" });
  const response = await get(registry, `${registry.url}-/package/${name.replace("/", "%2f")}/collaborators?${query}`);
  const answer = response.ok ? v.safeParse(v.record(v.string(), v.string()), await response.json().catch(() => null)) : null;
  return answer?.success === true ? /write/.test(answer.output[user] ?? "") : null;
}

async function readPackument(registry: NpmRegistryAddress, name: string) {
  const response = await get(registry, registry.url + name.replace("/", "%2f"));
  if (response.status === 404) return null;
  if (response.status === 401 || response.status === 403) {
    throw new SluiceError("SLUICE_NPM_UNAUTHORIZED", `${registry.url} answered ${response.status} to a question about ${name}`, {
      hint: "Set NPM_TOKEN to a token that may read the package.",
    });
  }
  const answer = response.ok ? v.safeParse(packumentSchema, await response.json().catch(() => null)) : null;
  if (answer?.success !== true) throw unreachable(registry, `answered ${response.status} to a question about ${name}`);
  return answer.output;
}

async function get(registry: NpmRegistryAddress, url: string): Promise<Response> {
  // A tarball may lie on another host, which is not to see the token.
  const isOwn = URL.parse(url)?.origin === URL.parse(registry.url)?.origin;
  const authorization = registry.token !== undefined && isOwn ? { authorization: `Bearer ${registry.token}` } : {};
  try {
    return await fetchPatiently(url, { headers: { accept: "application/json", ...authorization } }, registry.patience);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unreachable(registry, redactSecrets(`does not answer: ${reason}`, [registry.token]));
  }
}

function unreachable({ url }: NpmRegistryAddress, what: string): SluiceError {
  return new SluiceError("SLUICE_NPM_UNREACHABLE", `The npm registry ${redactSecrets(url, [])} ${what}`, {
    hint: "Check the address (--npm-registry, `npm config get registry`) and that the registry is up; then run the same command again.",
  });
}
