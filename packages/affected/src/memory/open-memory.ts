import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** What earlier runs found out, by what it was found out from. Losing it costs time and nothing else. */
export interface Memory {
  /** What it was opened with, so that another thread can open it too. */
  place: MemoryOptions;
  /** Null when it is not known, or when there is any doubt about what is known. */
  read<Value>(kind: string, key: readonly string[]): Value | null;
  /** Whether there may be anything of a kind: a glance, without reading it. */
  has(kind: string): boolean;
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
export function openMemory(place: MemoryOptions): Memory {
  const { folder, identity, limit = LIMIT } = place;
  const fileOf = (kind: string, key: readonly string[]): File => {
    const whole = JSON.stringify([kind, identity, ...key]);
    return { file: join(folder, `${kind}-${checksum(whole)}.json`), key: whole };
  };
  return {
    place,
    has: (kind) => namesIn(folder).some((name) => name.startsWith(`${kind}-`)),
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

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

interface File {
  file: string;
  /** The whole key, on one line. */
  key: string;
}

/** How many characters a checksum has. */
const SUM = 8;

function readChecked<Value>({ file, key }: File): Value | null {
  try {
    const content = readFileSync(file);
    const body = content.subarray(SUM + 1);
    if (content.toString("latin1", 0, SUM + 1) === `${checksum(body)}\n`) {
      const text = body.toString("utf8");
      if (!text.startsWith(`${key}\n`)) return null;
      const value: Value = JSON.parse(text.slice(key.length + 1));
      return value;
    }
    rmSync(file, { force: true });
  } catch {
    // Not there, or not to be read: not known.
  }
  return null;
}

function writeWhole(folder: string, { file, key }: File, value: object): void {
  mkdirSync(folder, { recursive: true });
  const [head, text] = [`${key}\n`, JSON.stringify(value)];
  // One buffer, since a value may be megabytes long, with room for the checksum before the rest.
  const start = SUM + 1;
  const whole = Buffer.alloc(start + Buffer.byteLength(head) + Buffer.byteLength(text));
  whole.write(text, start + whole.write(head, start));
  whole.write(`${checksum(whole.subarray(start))}\n`);
  const temporary = join(folder, `unfinished-${[Math.random(), Math.random()].map((part) => part.toString(36).slice(2)).join("")}`);
  writeFileSync(temporary, whole, { flag: "wx" });
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
 * Tells texts apart that a disk or a crash changed, not those of somebody who wants to deceive: it is the user's own folder. Of zlib, which loads
 * and counts in less time than cryptography loads, or than a loop here takes before V8 has compiled it.
 */
function checksum(bytes: string | Uint8Array): string {
  return crc32(bytes).toString(16).padStart(SUM, "0");
}
