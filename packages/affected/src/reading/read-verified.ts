import { createRequire } from "node:module";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

const require = createRequire(import.meta.url);

let cryptography: typeof import("node:crypto") | null = null;

/** It takes a while to load, and most answers need no file; a thread that will need it loads it while it waits. */
export function loadCryptography(): typeof import("node:crypto") {
  return (cryptography ??= require("node:crypto") as typeof import("node:crypto"));
}

/** Reads files whose content is known by its id, as git names it. */
export interface VerifiedReader {
  /**
   * The file at that absolute path when it is the content with that id; null for any other, and where there is none. To be used before the next
   * one is read, which takes its place.
   */
  read(file: string, id: string): Buffer | null;
}

/** Room for the header before a content, and for nearly every source. */
const [START, ROOM] = [64, 1 << 20];

/** Writes `blob <size>` NUL before a content, and gives the offset where that begins; byte by byte, which is quicker than to write a text. */
function writeHeader(buffer: Buffer, size: number): number {
  let at = START;
  buffer[--at] = 0;
  for (let rest = size; at === START - 1 || rest > 0; rest = Math.floor(rest / 10)) buffer[--at] = DIGIT + (rest % 10);
  for (const letter of BLOB) buffer[--at] = letter;
  return at;
}

const DIGIT = 48;
/** From its end. */
const BLOB = [..." bolb"].map((letter) => letter.charCodeAt(0));

/**
 * The disk is the quickest place to read a commit's files from, and may hold anything: another branch, an edit of this moment,
 * other line ends. So what is read counts only when it hashes to the id (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
 */
export function createVerifiedReader(): VerifiedReader {
  let buffer = Buffer.allocUnsafe(ROOM);

  function readInto(file: string): number | null {
    if (buffer.length > ROOM) buffer = Buffer.allocUnsafe(ROOM);
    // Not to wait for somebody who writes, should it be a pipe.
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const size = readSync(descriptor, buffer, START, buffer.length - START, 0);
      if (size < buffer.length - START) return size;
      const whole = fstatSync(descriptor).size;
      buffer = Buffer.allocUnsafe(START + whole + 1);
      const again = readSync(descriptor, buffer, START, whole + 1, 0);
      return again === whole ? whole : null;
    } finally {
      closeSync(descriptor);
    }
  }

  return {
    read: (file, id) => {
      try {
        const size = readInto(file);
        if (size === null) return null;
        const content = buffer.subarray(writeHeader(buffer, size), START + size);
        const hash = loadCryptography().hash(id.length === 64 ? "sha256" : "sha1", content);
        return hash === id ? buffer.subarray(START, START + size) : null;
      } catch {
        // Not there, a folder, not to be read: whatever the reason, git has it.
        return null;
      }
    },
  };
}
