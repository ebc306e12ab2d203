import type { LockGraph, LockNode } from "./lock-graph.ts";
import type { LockfileText } from "./lock-project.ts";

/** An entry: everything that it says, and what it needs as `name@range`. */
interface Entry {
  descriptors: string[];
  fields: string[];
  needs: string[];
}

/**
 * Parses a yarn.lock of Yarn 1. It does not say who asks for what, so the projects' own requests are where their closures start. Where a
 * request has no entry of its own (`resolutions` replaced it), every entry of that name counts. Null when a project comes without requests, and
 * for a line that is not of the format.
 */
export function parseYarnLock1({ text, projects }: LockfileText): LockGraph | null {
  const entries = parseEntries(text);
  if (entries === null) return null;
  const byDescriptor = new Map<string, string[]>();
  const byName = new Map<string, string[]>();
  for (const { descriptors } of entries) {
    const id = descriptors.join(", ");
    for (const descriptor of descriptors) {
      byDescriptor.set(descriptor, [id]);
      const name = nameOf(descriptor);
      byName.set(name, [...(byName.get(name) ?? []), id]);
    }
  }
  const resolve = (descriptor: string) => byDescriptor.get(descriptor) ?? byName.get(nameOf(descriptor)) ?? [];
  const nodes = new Map<string, LockNode>();
  for (const { descriptors, fields, needs } of entries) {
    const label = `npm:${nameOf(descriptors[0] ?? "")}`;
    nodes.set(descriptors.join(", "), { label, fingerprint: JSON.stringify(fields), needs: needs.flatMap(resolve) });
  }
  const starts = new Map<string, string[]>();
  for (const { name, requests } of projects) {
    if (requests === undefined) return null;
    const id = `project:${name}`;
    nodes.set(id, { label: null, fingerprint: "", needs: requests.flatMap(resolve) });
    starts.set(name, [id]);
  }
  return { nodes, entries: starts };
}

function parseEntries(text: string): Entry[] | null {
  const entries: Entry[] = [];
  let isNeeds = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const entry = entries.at(-1);
    const words =
      line
        .trim()
        .match(/"(?:[^"\\]|\\.)*"|[^\s",]+/g)
        ?.map(unquote) ?? [];
    if (!line.startsWith(" ")) {
      if (!line.endsWith(":")) return null;
      entries.push({ descriptors: words.map((word) => word.replace(/:$/, "")).filter((word) => word !== ""), fields: [], needs: [] });
    } else if (entry === undefined) return null;
    else if (line.startsWith("    ")) {
      if (isNeeds) entry.needs.push(words.join("@"));
    } else {
      isNeeds = /^ {2}(dependencies|optionalDependencies):$/.test(line);
      if (!isNeeds) entry.fields.push(line.trim());
    }
  }
  return entries;
}

function unquote(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, "$1") : word;
}

/** `@acme/a@^1.0.0` → `@acme/a`. */
function nameOf(descriptor: string): string {
  const at = descriptor.indexOf("@", 1);
  return at === -1 ? descriptor : descriptor.slice(0, at);
}
