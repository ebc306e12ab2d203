import type { ImportedName, ReadImports } from "@sluice/ecosystems";
import type { RepositoryFiles } from "../reading/repository-files.ts";
import type { Memory } from "./open-memory.ts";

/** What sources import, by the id of what they say and their language. */
type KnownImports = Record<string, ImportedName[]>;

/**
 * Reads what source files import, each text once: what an earlier run scanned is remembered by the id of its content.
 * `save` keeps what this reading came across, and that alone, so that the memory does not grow. Without a memory of the
 * content, a source is one of the files that the graph was read from.
 */
export async function openImports(memory: Memory | null, files: RepositoryFiles): Promise<{ readImports: ReadImports; save: () => void }> {
  const { importLanguageOf, scanImports } = await import("@sluice/ecosystems");
  const known = new Map(Object.entries(memory?.read<KnownImports>(KIND, []) ?? {}));
  const used = new Map<string, ImportedName[]>();
  let isNew = false;

  async function readImports(path: string): Promise<readonly ImportedName[]> {
    const id = files.idOf(path);
    if (id === null || files.isLink(path)) return scanImports((await files.readFile(path)) ?? "", path);
    const key = `${id} ${importLanguageOf(path)}`;
    const found = used.get(key) ?? known.get(key);
    const imports = found ?? scanImports((await files.readSource(path)) ?? "", path);
    isNew ||= found === undefined;
    used.set(key, imports);
    return imports;
  }

  return { readImports, save: () => (isNew ? memory?.write(KIND, [], Object.fromEntries(used)) : undefined) };
}

const KIND = "imports";
