import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What Node.js makes of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * Where a path from the repository's root is on the disk. On Linux a name is bytes, and one that is no UTF-8 has lost some of them on its way
 * here: then the first entry of its folder that reads the same.
 */
export function diskPath(root: string, path: string): string | Buffer {
  if (!path.includes(REPLACEMENT)) return join(root, path);
  return path
    .split("/")
    .reduce<Buffer>((folder, name) => Buffer.concat([folder, Buffer.from("/"), entryOf(folder, name)]), Buffer.from(root));
}

function entryOf(folder: Buffer, name: string): Buffer {
  const itself = Buffer.from(name);
  if (!name.includes(REPLACEMENT)) return itself;
  try {
    return readdirSync(folder, { encoding: "buffer" }).find((entry) => entry.toString("utf8") === name) ?? itself;
  } catch {
    // No folder: whoever reads says what is wrong.
    return itself;
  }
}
