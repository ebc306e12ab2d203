import { isSluiceError } from "@sluice/core";
import type { BrokenManifest, ReadFile } from "../model/reading.ts";
import { folderOf } from "./paths.ts";

/** The manifests that could be parsed, in the order of their paths, and those that could not. */
export interface ParsedManifests<Manifest> {
  manifests: Manifest[];
  broken: BrokenManifest[];
}

/**
 * Reads and parses each of `paths`. A file that is gone is left out; one that `parse` refuses with
 * SLUICE_BROKEN_MANIFEST is reported and does not hide the others.
 */
export async function readManifests<Manifest>(
  paths: readonly string[],
  readFile: ReadFile,
  parse: (text: string, path: string) => Manifest,
): Promise<ParsedManifests<Manifest>> {
  const texts = await Promise.all(paths.map((path) => readFile(path)));
  const manifests: Manifest[] = [];
  const broken: BrokenManifest[] = [];
  for (const [index, path] of paths.entries()) {
    const text = texts[index];
    if (text === null || text === undefined) continue;
    try {
      manifests.push(parse(text, path));
    } catch (error) {
      if (!isSluiceError(error) || error.code !== "SLUICE_BROKEN_MANIFEST") throw error;
      broken.push({ root: folderOf(path), manifest: path, message: error.message });
    }
  }
  return { manifests, broken };
}
