import { posix } from "node:path";

/** One pattern of an ignore file, `--exclude` or `--parents`. */
interface PathPattern {
  /** `!dist/keep`: what it matches is let in again. */
  lets: boolean;
  matches: (path: string) => boolean;
}

/**
 * Patterns → a test of paths relative to one folder: true where the last pattern that matches the path, or a folder it lies in,
 * is none with `!`. Follows BuildKit's `moby/patternmatcher` and the way in which `tonistiigi/fsutil` walks a folder with it.
 * What BuildKit refuses as malformed matches nothing here. Pure.
 */
export function pathPatterns(texts: readonly string[]): (path: string) => boolean {
  const patterns = texts.flatMap((text) => parsePattern(text) ?? []);
  // Whether each pattern matches a folder: what lies in the folder is then matched too.
  const folders = new Map<string, readonly boolean[]>();
  const look = (path: string): { isMatched: boolean; matched: boolean[] } => {
    const folder = posix.dirname(path);
    const above = folder === "." ? [] : (folders.get(folder) ?? look(folder).matched);
    if (folder !== ".") folders.set(folder, above);
    let isMatched = false;
    const matched = patterns.map(({ lets, matches }, index) => {
      // A pattern that would change nothing is not asked, for the folder's own files neither.
      const isMatch = above[index] === true || (lets === isMatched && matches(path));
      if (isMatch) isMatched = !lets;
      return isMatch;
    });
    return { isMatched, matched };
  };
  return (path) => look(path).isMatched;
}

function parsePattern(text: string): PathPattern | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const cleaned = cleanPath(trimmed);
  const lets = cleaned.startsWith("!");
  const matches = compile(lets ? cleaned.slice(1) : cleaned);
  return matches === null ? null : { lets, matches };
}

/** As Go's `filepath.Clean` does. */
export function cleanPath(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/+$/, "");
}

/** `*` and `?` stop at a slash, `**` does not; `[…]` and `\` are as in a regular expression, all else stands for itself. */
function compile(pattern: string): ((path: string) => boolean) | null {
  const [, start = "", literal = "", end = ""] = /^(\*\*)?([^*?[\]\\]*)(\*\*)?$/.exec(pattern) ?? [];
  if (start === "" && end === "" && literal === pattern) return (path) => path === pattern;
  if (start === "" && end !== "" && `${literal}${end}` === pattern) return (path) => path.startsWith(literal);
  // "**.log" is every path that ends so, and "**/dist" the folder at the top too.
  if (start !== "" && `${start}${literal}` === pattern)
    return (path) => path.endsWith(literal) || (literal.startsWith("/") && path === literal.slice(1));
  try {
    const expression = new RegExp(`^${translate(pattern)}$`);
    return (path) => expression.test(path);
  } catch {
    return null;
  }
}

function translate(pattern: string): string {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (pattern.startsWith("**", at)) {
      at += pattern.charAt(at + 2) === "/" ? 2 : 1;
      source += at + 1 >= pattern.length ? ".*" : "(.*/)?";
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (".+()|{}$".includes(character)) source += `\\${character}`;
    else if (character === "\\") {
      at += 1;
      source += `\\${pattern.charAt(at)}`;
    } else source += character;
  }
  return source;
}
