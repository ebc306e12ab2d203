import { createHash } from "node:crypto";
import { compareArchiveContents, readArchiveContents } from "./archive-contents.ts";

/** A file that was built here. */
export interface BuiltFile {
  name: string;
  data: Buffer;
}

/** A file as an index holds it. */
export interface PublishedFile {
  name: string;
  /** What the index says of it. */
  sha256: string | null;
  download: () => Promise<Buffer | null>;
}

export function sha256Of(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * How a published file differs from the one built here, in words; null when it does not. Equal sums are the same file; with
 * other sums the contents are compared, as not every build gives the same bytes twice.
 *
 * @param ignored paths in the archive that may differ: what says where it was built
 */
export async function describeDifference(
  built: BuiltFile,
  published: PublishedFile,
  ignored: (path: string) => boolean = () => false,
): Promise<string | null> {
  const own = sha256Of(built.data);
  if (published.sha256 === own) return null;
  const data = await published.download();
  if (data === null) return `${built.name} is listed there and cannot be downloaded`;
  const theirs = sha256Of(data);
  if (theirs === own) return null;
  const paths = compareArchiveContents(await readArchiveContents(built.name, built.data), await readArchiveContents(built.name, data));
  const different = paths.filter((path) => !ignored(path));
  if (different.length === 0) return null;
  const [first, ...others] = different;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${built.name} there has sha256 ${theirs}, and what this commit makes has ${own}: they differ in ${first}${more}`;
}
