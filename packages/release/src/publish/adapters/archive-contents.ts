import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** Paths of the files in an archive, each with something that is equal for equal contents. */
export type ArchiveContents = ReadonlyMap<string, string>;

/** What is in a `.tar.gz`, `.tgz`, `.crate`, `.whl` or `.zip`; its times, owners and order do not count. */
export async function readArchiveContents(name: string, data: Buffer): Promise<ArchiveContents> {
  return /\.(whl|zip)$/.test(name) ? parseZipDirectory(data) : readTarball(data);
}

/** Paths of the files that are in only one of two archives, or in both with other contents, sorted. */
export function compareArchiveContents(a: ArchiveContents, b: ArchiveContents): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => a.get(path) !== b.get(path)).toSorted();
}

async function readTarball(data: Buffer): Promise<ArchiveContents> {
  const { extract } = await import("tar-stream");
  const contents = new Map<string, string>();
  const entries = extract();
  const reading = pipeline(Readable.from([data]), createGunzip(), entries);
  for await (const entry of entries) {
    const hash = createHash("sha256");
    for await (const chunk of entry) hash.update(chunk as Buffer);
    if (entry.header.type === "file") contents.set(entry.header.name, hash.digest("hex"));
    else if (entry.header.type === "symlink") contents.set(entry.header.name, `link ${entry.header.linkname ?? ""}`);
  }
  await reading;
  return contents;
}

/**
 * The central directory of a zip file (APPNOTE.TXT 4.3.12, 4.3.16): it has the checksum and the size of each file, so that
 * nothing has to be unpacked. Without the 64-bit extension, which an archive of under 4 GiB and 65,535 files does not need.
 */
function parseZipDirectory(data: Buffer): ArchiveContents {
  const contents = new Map<string, string>();
  const end = data.lastIndexOf(Buffer.from("PK\x05\x06"));
  if (end < 0) throw new Error("it is no zip file");
  let at = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = data.readUInt16LE(at + 28);
    const path = data.toString("utf8", at + 46, at + 46 + nameLength);
    if (!path.endsWith("/")) contents.set(path, `${data.readUInt32LE(at + 16)} ${data.readUInt32LE(at + 24)}`);
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return contents;
}
