import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A matcher of paths from the root; dot files count like others. A path matches when one of the globs does. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return (path) => globs.some((glob) => mayMatch(glob, path) && compile(glob)(path));
}

/** Compiling takes longer than matching, and the same globs come again and again. */
const compiled = new Map<string, (path: string) => boolean>();

/** The library is loaded for the first path that a glob may match; for most changes that is none. */
function compile(glob: string): (path: string) => boolean {
  const picomatch = require("picomatch") as typeof import("picomatch");
  const known = compiled.get(glob) ?? picomatch(glob, { dot: true });
  compiled.set(glob, known);
  return known;
}

/** Whether a pattern is no path of its own, as far as looking at it tells. */
export function isGlob(pattern: string): boolean {
  return /[*?{}[\]()!+@|\\]/.test(pattern);
}

/** False where it is plain that a glob matches no such path: it has more or fewer folders, or another name for one of them. */
function mayMatch(glob: string, path: string): boolean {
  const known = alternatives.get(glob) ?? alternativesOf(glob);
  alternatives.set(glob, known);
  return known === null || glob === path || known.some((parts) => hasShape(parts, path.split("/")));
}

const alternatives = new Map<string, string[][] | null>();

/** The folders and names of each thing that braces stand for; null where there is more to it than that. */
function alternativesOf(glob: string): string[][] | null {
  const [whole, before = "", inside, after = ""] = /^([^{}]*)(?:\{([^{}]*,[^{}]*)\}([^{}]*))?$/.exec(glob) ?? [];
  // What may stand for a slash, or for nothing, or ends otherwise than it seems.
  if (whole === undefined || /\*\*|[!()[\]\\]|\.\.|^\.\/|\/$/.test(glob)) return null;
  return (inside?.split(",") ?? [""]).map((part) => (before + part + after).split("/"));
}

function hasShape(parts: readonly string[], given: readonly string[]): boolean {
  return parts.length === given.length && parts.every((part, index) => isGlob(part) || part === given[index]);
}
