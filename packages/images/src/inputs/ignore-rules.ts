import dockerignore from "@balena/dockerignore";

/**
 * Text of a `.dockerignore` → a test of paths relative to the context: true when the file is left out.
 * Comments, a byte order mark, CRLF, leading slashes and `..` are treated as Docker treats them.
 */
export function ignoreRules(text: string): (path: string) => boolean {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const matcher = dockerignore.default({ ignorecase: false }).add(lines);
  return (path) => matcher.ignores(path);
}

/** Patterns of `COPY --exclude` and `--parents`, which follow the same rules without comments. */
export function patternRules(patterns: readonly string[]): (path: string) => boolean {
  const matcher = dockerignore.default({ ignorecase: false }).add([...patterns]);
  return (path) => matcher.ignores(path);
}
