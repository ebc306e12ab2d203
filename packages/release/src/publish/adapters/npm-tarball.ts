import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip, gzipSync } from "node:zlib";

/** A packed npm package. */
export interface NpmTarball {
  data: Buffer;
  /** Its package.json. */
  manifest: Readonly<Record<string, unknown>>;
  /** POSIX paths from the package's folder. */
  files: readonly string[];
}

/**
 * Reads what a package manager packed, and notes the commit in its package.json as npm does in a folder (`gitHead`): so that the registry
 * can tell where a version came from. All else stays as it was packed.
 */
export async function readNpmTarball(packed: Buffer, gitHead: string | null): Promise<NpmTarball> {
  const { extract, pack } = await import("tar-stream");
  const files: string[] = [];
  let manifest: Readonly<Record<string, unknown>> = {};
  const entries = extract();
  const repacked = pack();
  const data = buffer(repacked);
  const reading = pipeline(Readable.from([packed]), createGunzip(), entries);
  for await (const entry of entries) {
    const { header } = entry;
    // The first folder has any name: npm's is `package`.
    const path = header.name.slice(header.name.indexOf("/") + 1);
    let content = await buffer(entry);
    if (path === "package.json") {
      manifest = { ...Object(JSON.parse(content.toString("utf8"))), ...(gitHead === null ? {} : { gitHead }) };
      content = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    }
    if (header.type === "file") files.push(path);
    // The extended headers repeat the size, which is another one now.
    repacked.entry({ ...header, pax: null, size: content.length }, content);
  }
  await reading;
  repacked.finalize();
  return { data: gzipSync(await data), manifest, files };
}
