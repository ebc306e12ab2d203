import type { OwnPackage } from "./own-package.ts";

/** One entry of a yarn.lock, by the numbers of its lines: `start` is its key. */
interface Entry {
  start: number;
  end: number;
  resolution: string;
}

/**
 * The text of a yarn.lock (Yarn 2 and newer) with new ranges between the repository's own packages: in the entry of who needs one, and in
 * the key of the one that is needed, which names every range that it is taken by. `yarn install --immutable` refuses the lockfile otherwise. Own
 * versions stand in none; Yarn 1 lists no own packages at all. Pure.
 */
export function editYarnLock(text: string, packages: readonly OwnPackage[]): string {
  if (!/^__metadata:/m.test(text)) return text;
  const lines = text.split("\n");
  const entries = findEntries(lines);
  const moved = new Map<string, Set<string>>();
  for (const { name, root, ranges = {} } of packages) {
    const entry = entries.find(({ resolution }) => resolution === `${name}@workspace:${root}`);
    if (entry === undefined) continue;
    for (const [dependency, range] of Object.entries(ranges)) {
      const descriptor = moveRange(lines, entry, { dependency, range });
      if (descriptor !== null) moved.set(dependency, (moved.get(dependency) ?? new Set<string>()).add(descriptor));
    }
  }
  for (const [name, descriptors] of moved) {
    const entry = entries.find(({ resolution }) => resolution.startsWith(`${name}@workspace:`));
    if (entry !== undefined) lines[entry.start] = renderKey(lines, { entry, entries, descriptors });
  }
  return lines.join("\n");
}

function findEntries(lines: readonly string[]): Entry[] {
  const starts = lines.flatMap((line, index) => (/^["\w@]/.test(line) ? [index] : []));
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? lines.length;
    const resolution = lines.slice(start, end).flatMap((line) => /^ {2}resolution: "(.+)"\r?$/.exec(line)?.[1] ?? []);
    return { start, end, resolution: resolution[0] ?? "" };
  });
}

/** Changes the range of a dependency where an entry has it; the descriptor it is taken by from now on, null for a peer alone. */
function moveRange(lines: string[], { start, end }: Entry, { dependency, range }: { dependency: string; range: string }): string | null {
  let descriptor: string | null = null;
  let section = "";
  for (let index = start; index < end; index += 1) {
    const line = lines[index] ?? "";
    section = /^ {2}(\w+):/.exec(line)?.[1] ?? section;
    const found = parseDependency(line);
    if (found?.name !== dependency || (section !== "dependencies" && section !== "peerDependencies")) continue;
    const value = found.value.startsWith("npm:") && !range.includes(":") ? `npm:${range}` : range;
    lines[index] = line.replace(/: .*?(\r?)$/, (_, lineEnd: string) => `: ${quote(value)}${lineEnd}`);
    if (section === "dependencies") descriptor = `${dependency}@${value}`;
  }
  return descriptor;
}

/** A plain text that YAML reads as it stands has no quotes in a yarn.lock. */
function quote(value: string): string {
  return /^[\w^~][\w.^~+-]*$/.test(value) ? value : `"${value}"`;
}

/** `    "@acme/ui": "npm:^1.2.2"` */
function parseDependency(line: string): { name: string; value: string } | null {
  const [, name, value] = /^ {4}"?([^":]+)"?: "?(.*?)"?\r?$/.exec(line) ?? [];
  return name === undefined || value === undefined ? null : { name, value };
}

/** The descriptors of a key that somebody still takes it by, those that came, and the workspace's own, in their order. */
function renderKey(
  lines: readonly string[],
  { entry, entries, descriptors }: { entry: Entry; entries: readonly Entry[]; descriptors: ReadonlySet<string> },
): string {
  const used = new Set<string>([entry.resolution, ...descriptors]);
  for (const { start, end } of entries) {
    for (const line of lines.slice(start, end)) {
      const found = parseDependency(line);
      if (found !== null) used.add(`${found.name}@${found.value}`);
    }
  }
  const [, key = "", rest = ""] = /^"(.*)"(:\r?)$/.exec(lines[entry.start] ?? "") ?? [];
  const kept = [...new Set([...key.split(", "), ...descriptors])].filter((descriptor) => used.has(descriptor));
  return `"${kept.toSorted().join(", ")}"${rest}`;
}
