/** What the address of a git remote tells. */
export interface Origin {
  host: string | null;
  /** Last part of the path, without `.git`. */
  name: string | null;
  /** `owner/name`, on github.com alone. */
  github: string | null;
}

/** Reads `https://host/owner/name.git`, `ssh://git@host/…` and `git@host:owner/name.git`; a path on disk tells nothing. */
export function parseOrigin(address: string): Origin {
  const [, host = null, path = ""] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(address) ??
    /^(?:[^@/]+@)?([^/:]+\.[^/:]+):(?!\/\/)(.+)$/.exec(address) ??
    [];
  if (host === null) return { host: null, name: null, github: null };
  const parts = path
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split("/");
  const name = parts.at(-1) ?? null;
  return { host, name, github: host === "github.com" && parts.length === 2 ? parts.join("/") : null };
}
