import semver from "semver";

/**
 * A version as PEP 440 has it, in its normal form, which is what uv writes: `1.1.0-rc.1` is `1.1.0rc1`. A word that it does not know
 * (`next`, `canary`, none) is a development release, the only form below all others that an index takes (local versions, `+…`, are
 * refused there): `1.2.0-next.3` is `1.2.0.dev3`, and a snapshot `0.0.0-pr-7-1a2b3c4` is `0.0.0.dev27440068`, the number of its commit.
 * What has no such form stays as it is.
 */
export function toPep440(version: string): string {
  const parsed = semver.parse(version);
  if (parsed === null || parsed.prerelease.length === 0) return version;
  const core = `${parsed.major}.${parsed.minor}.${parsed.patch}`;
  const [first = 0, second = 0, ...more] = parsed.prerelease;
  if (typeof first === "number") return parsed.prerelease.length === 1 ? `${core}.dev${first}` : version;
  const [, commit] = /-([0-9a-f]{7})$/.exec(first) ?? [];
  if (commit !== undefined) return `${core}.dev${Number.parseInt(commit, 16)}`;
  if (typeof second !== "number" || more.length > 0) return version;
  const letter = letters[first.toLowerCase()];
  return letter === undefined ? `${core}.dev${second}` : `${core}${letter}${second}`;
}

const letters: Readonly<Record<string, string>> = { alpha: "a", a: "a", beta: "b", b: "b", rc: "rc", c: "rc" };

/** A version of a release as a Python package can have it, in SemVer's form: `1.2.0-next.3` is `1.2.0-dev.3`. */
export function forPython(version: string): string {
  return fromPep440(toPep440(version));
}

/**
 * A version of PEP 440 in SemVer's form, with which releases count: `0.1` is `0.1.0`, `1.1.0rc1` is `1.1.0-rc.1`. What has no
 * such form (a post release, an epoch) stays as it is.
 */
export function fromPep440(version: string): string {
  const [, major, minor = "0", patch = "0", tag, count = "0"] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview|dev)[-_.]?(\d+)?)?$/i.exec(version) ?? [];
  if (major === undefined) return version;
  const names: Readonly<Record<string, string>> = { a: "alpha", b: "beta", c: "rc", pre: "rc", preview: "rc" };
  const lower = tag?.toLowerCase();
  const core = `${Number(major)}.${Number(minor)}.${Number(patch)}`;
  return lower === undefined ? core : `${core}-${names[lower] ?? lower}.${Number(count)}`;
}
