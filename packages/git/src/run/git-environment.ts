/** Environment variables by name, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a user's own set-up reaches git: who signs in, through which proxy, and who is written into a tag. */
const KEPT = [
  /^GIT_SSH(_COMMAND|_VARIANT)?$/,
  /^GIT_ASKPASS$/,
  /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/,
  /^GIT_(SSL|PROXY_SSL|HTTP)_/,
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE)$/,
  /^GIT_(CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|ALLOW_PROTOCOL)$/,
];

/** Variables beside `GIT_*` that make git start something, or that move it. simple-git refuses to pass them on. */
const DROPPED = new Set(["EDITOR", "VISUAL", "PAGER", "PREFIX"]);

/** No question on the terminal, no lock for a mere look, messages in English because errors are recognised by them. */
const FIXED = { GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };

/** A server that sends less than a byte a second for a minute is given up; git would wait for it for ever. */
const PATIENCE = { GIT_HTTP_LOW_SPEED_LIMIT: "1", GIT_HTTP_LOW_SPEED_TIME: "60" };

/**
 * The environment a git process gets: `env` without what would point git at another repository or index (`GIT_DIR`,
 * `GIT_INDEX_FILE`, … as a hook sets them), with the fixed settings of {@link FIXED}.
 */
export function gitEnvironment(env: Environment): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && isKept(name)) result[name] = value;
  }
  return { ...PATIENCE, ...result, ...FIXED };
}

function isKept(name: string): boolean {
  if (DROPPED.has(name)) return false;
  return !name.startsWith("GIT_") || KEPT.some((pattern) => pattern.test(name));
}
