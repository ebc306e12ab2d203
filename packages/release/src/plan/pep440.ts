/** A prerelease as PEP 440 normalises it, which is what uv writes: `1.1.0-rc.1` is `1.1.0rc1`. */
export function toPep440(version: string): string {
  const letters: Readonly<Record<string, string>> = { alpha: "a", beta: "b" };
  return version.replace(/-(alpha|a|beta|b|rc)\.?(\d+)$/, (_, tag: string, count: string) => `${letters[tag] ?? tag}${count}`);
}
