import type { ImportedName } from "../imports/imported-name.ts";

/**
 * The images that a Dockerfile starts from or copies from, as written, with the defaults of the arguments before the first FROM. Names of its own
 * stages are left out. Which files it copies, the images know: see @sluice/images.
 */
export function scanDockerfile(text: string): ImportedName[] {
  const values = new Map<string, string>();
  const stages = new Set<string>();
  const found: ImportedName[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [, key, value] = /^\s*ARG\s+(\w+)=["']?([^"'\s]*)/i.exec(line) ?? [];
    if (key !== undefined && value !== undefined && found.length === 0 && stages.size === 0) values.set(key, value);
    const [, from, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    const copied = [...line.matchAll(/(?:--|\b)from=([^\s,"']+)/g)].map(([, image = ""]) => image);
    for (const image of from === undefined ? copied : [from]) {
      const name = expand(image, values);
      if (!stages.has(name.toLowerCase()) && !/^\d+$/.test(name) && name !== "scratch") found.push({ name, line: index + 1 });
    }
    if (stage !== undefined) stages.add(stage.toLowerCase());
  }
  return found;
}

/** `${NAME}`, `$NAME` and `${NAME:-default}`; what has no value stays as it is. */
function expand(image: string, values: ReadonlyMap<string, string>): string {
  return image.replaceAll(/\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g, (whole, braced, fallback, bare) => {
    return values.get(String(braced ?? bare)) ?? (typeof fallback === "string" ? fallback : whole);
  });
}
