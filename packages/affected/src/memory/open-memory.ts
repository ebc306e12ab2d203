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
 * A memory in files: one a value, its name made from the key, its first line the checksum of the rest, its second the whole key. A file is
 * written beside and moved into its place, so that a reader sees all of it or nothing, however many run at once and whenever one dies.
 */
export function openMemory({ folder, identity, limit = LIMIT }: MemoryOptions): Memory {
  const placeOf = (kind: string, key: readonly string[]): Place => {
    const whole = JSON.stringify([kind, identity, ...key]);
    return { file: join(folder, `${kind}-${checksum(whole)}.json`), key: whole };
  };
  return {
    read: <Value>(kind: string, key: readonly string[]): Value | null => readChecked<Value>(placeOf(kind, key)),
    write: (kind, key, value) => {
      try {
        writeWhole(folder, placeOf(kind, key), value);
        forgetOldest(folder, limit);
      } catch {
        // A folder that may not be written, a full disk: then it is not remembered.
      }
    },
  };
}

interface Place {
  file: string;
  /** The whole key, on one line. */
  key: string;
}

function readChecked<Value>({ file, key }: Place): Value | null {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    if (end > 0 && text.slice(0, end) === checksum(body)) {
      if (!body.startsWith(`${key}\n`)) return null;
      const value: Value = JSON.parse(body.slice(key.length + 1));
      return value;
    }
    rmSync(file, { force: true });
  } catch {
    // Not there, or not to be read: not known.
  }
  return null;
}

function writeWhole(folder: string, { file, key }: Place, value: object): void {
  mkdirSync(folder, { recursive: true });
  const body = `${key}\n${JSON.stringify(value)}`;
  const temporary = join(folder, `unfinished-${[Math.random(), Math.random()].map((part) => part.toString(36).slice(2)).join("")}`);
  writeFileSync(temporary, `${checksum(body)}\n${body}`, { flag: "wx" });
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

/**
 * Tells texts apart that a disk or a crash changed, not those of somebody who wants to deceive: it is the user's own folder. Two of FNV's
 * kind (http://www.isthe.com/chongo/tech/comp/fnv/), since loading Node's cryptography takes longer than a remembered answer.
 */
function checksum(text: string): string {
  let [a, b] = [0x811c9dc5, text.length | 1];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
  }
  return [a, b].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}
