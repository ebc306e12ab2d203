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
  let known = alternatives.get(glob);
  if (known === undefined) {
    known = alternativesOf(glob);
    alternatives.set(glob, known);
  }
  if (known === null || glob === path) return true;
  const given = partsOf(path);
  return known.some((parts) => hasShape(parts, given));
}

/** Many globs are asked about one path after the other. */
let last = { path: "", parts: [""] };

function partsOf(path: string): readonly string[] {
  if (last.path !== path) last = { path, parts: path.split("/") };
  return last.parts;
}

/** The folders and name of one thing that a glob stands for; null for one that is itself a pattern. */
type Shape = readonly (string | null)[];

const alternatives = new Map<string, Shape[] | null>();

/** Of each thing that braces stand for; null where there is more to it than that. */
function alternativesOf(glob: string): Shape[] | null {
  const [whole, before = "", inside, after = ""] = /^([^{}]*)(?:\{([^{}]*,[^{}]*)\}([^{}]*))?$/.exec(glob) ?? [];
  // What may stand for a slash, or for nothing, or ends otherwise than it seems.
  if (whole === undefined || /\*\*|[!()[\]\\]|\.\.|^\.\/|\/$/.test(glob)) return null;
  const texts = (inside?.split(",") ?? [""]).map((part) => before + part + after);
  return texts.map((text) => text.split("/").map((part) => (isGlob(part) ? null : part)));
}

function hasShape(parts: Shape, given: readonly string[]): boolean {
  return parts.length === given.length && parts.every((part, index) => part === null || part === given[index]);
}
