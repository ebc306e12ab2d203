import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Layer } from "./oci-image.ts";
import type { RootFilesystem } from "./build-root-filesystem.ts";

/** Compresses a root file system into `folder/<hash>` and returns what a manifest says of it. */
export async function writeLayer({ tar, finished }: RootFilesystem, folder: string): Promise<Layer> {
  const before = meter();
  const after = meter();
  const file = join(folder, `layer-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await pipeline(tar, before.stream, createGzip({ level: 1 }), after.stream, createWriteStream(file));
  await finished;
  const hash = after.hash();
  await rename(file, join(folder, hash));
  return {
    descriptor: { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: `sha256:${hash}`, size: after.size() },
    diffId: `sha256:${before.hash()}`,
  };
}

/** Counts and hashes what passes through. */
function meter(): { stream: Transform; hash(): string; size(): number } {
  const hash = createHash("sha256");
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, hash: () => hash.digest("hex"), size: () => size };
}
