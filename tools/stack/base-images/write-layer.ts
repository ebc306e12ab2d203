import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip, createZstdCompress } from "node:zlib";
import type { Layer } from "./oci-image.ts";
import type { RootFilesystem } from "./build-root-filesystem.ts";

/** gzip is what every tool reads; zstd takes a fraction of the time and is for images that stay on this machine. */
export type Compression = "gzip" | "zstd";

/** Compresses a root file system into `folder/<hash>` and returns what a manifest says of it. */
export async function writeLayer(
  { tar, finished }: RootFilesystem,
  { folder, compression }: { folder: string; compression: Compression },
): Promise<Layer> {
  const compressor =
    compression === "gzip" ? createGzip({ level: 1 }) : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  const before = meter();
  const after = meter();
  const file = join(folder, `layer-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await pipeline(tar, before.stream, compressor, after.stream, createWriteStream(file));
  await finished;
  const hash = after.hash();
  await rename(file, join(folder, hash));
  return {
    descriptor: { mediaType: `application/vnd.oci.image.layer.v1.tar+${compression}`, digest: `sha256:${hash}`, size: after.size() },
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
