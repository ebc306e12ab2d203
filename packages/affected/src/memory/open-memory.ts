import { hash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What earlier runs found out, by what it was found out from. Losing it costs time and nothing else. */
export interface Memory {
  /** Null when it is not known, or when there is any doubt about what is known. */
  read<Value>(kind: string, key: readonly string[]): Value | null;
  /** Never throws: a memory that cannot be written is one that forgets. */
  write(kind: string, key: readonly string[], value: object): void;
}

/** Where the memory is, and who remembers. */
export interface MemoryOptions {
  /** Absolute path of its own folder; made when something is written. */
  folder: string;
  /** What the meaning of a value depends on beside its key: the program's version and build. Another one sees nothing. */
  identity: string;
  /** How many bytes the folder may hold; the oldest files go first. */
  limit?: number;
}

/** Enough for the graphs of some dozen commits of a repository of thousands of projects. */
const LIMIT = 64 * 1024 * 1024;

/**
 * A memory in files: one a value, its name made from the key, its first line the checksum of the rest. A file is written
 * beside and moved into its place, so that a reader sees all of it or nothing, however many run at once and whenever one dies.
 */
export function openMemory({ folder, identity, limit = LIMIT }: MemoryOptions): Memory {
  const fileOf = (kind: string, key: readonly string[]) =>
    join(folder, `${kind}-${digest(JSON.stringify([identity, ...key])).slice(0, 40)}.json`);
  return {
    read: <Value>(kind: string, key: readonly string[]): Value | null => readChecked<Value>(fileOf(kind, key)),
    write: (kind, key, value) => {
      try {
        writeWhole(folder, fileOf(kind, key), value);
        forgetOldest(folder, limit);
      } catch {
        // A folder that may not be written, a full disk: then it is not remembered.
      }
    },
  };
}

function readChecked<Value>(file: string): Value | null {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    if (end > 0 && text.slice(0, end) === digest(body)) {
      const value: Value = JSON.parse(body);
      return value;
    }
    rmSync(file, { force: true });
  } catch {
    // Not there, or not to be read: not known.
  }
  return null;
}

function writeWhole(folder: string, file: string, value: object): void {
  mkdirSync(folder, { recursive: true });
  const body = JSON.stringify(value);
  const temporary = join(folder, `unfinished-${randomUUID()}`);
  writeFileSync(temporary, `${digest(body)}\n${body}`, { flag: "wx" });
  renameSync(temporary, file);
}

/** Every file counts, those of a writer that died as well. */
function forgetOldest(folder: string, limit: number): void {
  const files = readdirSync(folder).map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name));
    return { name, size, mtimeMs };
  });
  let size = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (size <= limit) return;
    rmSync(join(folder, file.name), { force: true });
    size -= file.size;
  }
}

function digest(text: string): string {
  return hash("sha256", text);
}
