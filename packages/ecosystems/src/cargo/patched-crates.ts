import { parseCargoLock } from "../lockfiles/parse-cargo-lock.ts";
import type { LockGraph } from "../lockfiles/lock-graph.ts";

/** Who needs a crate of the repository, through packages from elsewhere or by its own Cargo.toml. */
export type UsersOfCrate = (crate: string) => { isListed: (user: string) => boolean; uses: (user: string) => boolean };

/**
 * Who is built with which crate of the repository, by the names of the crates, as a Cargo.lock says it: that of a crate that `[patch]` puts in the place of a
 * published one, the manifests do not tell. Users of users are left out. Null for a lockfile that cannot be read.
 */
export function parseUsersOfCrates(text: string): UsersOfCrate | null {
  const graph = parse(text);
  if (graph === null) return null;
  const own = new Map<string, string>();
  const usersOf = new Map<string, string[]>();
  for (const [id, { label, needs }] of graph.nodes) {
    if (label === null) own.set(id, nameOf(id));
    for (const need of needs) {
      const users = usersOf.get(need);
      if (users === undefined) usersOf.set(need, [id]);
      else users.push(id);
    }
  }
  const listed = new Set(own.values());
  return (crate) => {
    const pending = [...own].filter(([, name]) => name === crate).map(([id]) => id);
    const seen = new Set(pending);
    const users = new Set<string>();
    for (let id = pending.pop(); id !== undefined; id = pending.pop())
      for (const user of usersOf.get(id) ?? []) {
        const name = own.get(user);
        if (name !== undefined) users.add(name);
        if (name !== undefined || seen.has(user)) continue;
        seen.add(user);
        pending.push(user);
      }
    return { isListed: (user) => listed.has(user), uses: (user) => users.has(user) };
  };
}

function parse(text: string): LockGraph | null {
  try {
    return parseCargoLock({ path: "Cargo.lock", text, projects: [] });
  } catch {
    // Broken, as with conflict markers: nothing can be told from it, and nobody is left out.
    return null;
  }
}

/** The first element of the id that {@link parseCargoLock} gives. */
function nameOf(id: string): string {
  return String(JSON.parse(id)[0]);
}
