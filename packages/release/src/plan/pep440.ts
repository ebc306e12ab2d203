/** A prerelease as PEP 440 normalises it, which is what uv writes: `1.1.0-rc.1` is `1.1.0rc1`. */
export function toPep440(version: string): string {
  const letters: Readonly<Record<string, string>> = { alpha: "a", beta: "b" };
  return version.replace(/-(alpha|a|beta|b|rc)\.?(\d+)$/, (_, tag: string, count: string) => `${letters[tag] ?? tag}${count}`);
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
