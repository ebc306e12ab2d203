import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Image } from "../discovery/image.ts";
import { explainInput, type InputExplanation } from "./explain-input.ts";
import { readImageFiles } from "./read-image-files.ts";

/** What {@link readInputExplanation} is asked for. */
export interface InputExplanationRequest {
  /** Absolute path of the repository's root. */
  root: string;
  image: Image;
  /** All files git knows, POSIX, relative to the root. */
  files: readonly string[];
  /** The file asked about, POSIX, relative to the root. */
  file: string;
}

/**
 * Why a file is an input of an image, or why it is not: for the first of its platforms that takes it, else for the first.
 * Throws SLUICE_BROKEN_DOCKERFILE.
 */
export async function readInputExplanation({ root, image, files, file }: InputExplanationRequest): Promise<InputExplanation> {
  const dockerfile = { path: image.dockerfile, text: await readFile(join(root, image.dockerfile), "utf8") };
  let first: InputExplanation | null = null;
  const ways = image.brought.length > 0 ? image.brought : [undefined];
  for (const [platform, foreign] of image.platforms.flatMap((name) => ways.map((way) => [name, way] as const))) {
    const request = { ...image, platform, dockerfile, files, foreign };
    const explanation = explainInput({ ...request, ...(await readImageFiles({ ...request, root })) }, file);
    if (explanation.kind === "taken") return explanation;
    first ??= explanation;
  }
  return first ?? { kind: "unknown" };
}
