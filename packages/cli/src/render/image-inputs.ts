import type { ImageInputs } from "@sluice/images";

/** A line for each source that names no file: a build would fail there, or the file is built or ignored by git. */
export function renderMissingSources(missing: ImageInputs["missing"]): string[] {
  return missing
    .filter(({ wildcard }) => !wildcard)
    .map(({ path, line }) => `line ${line} copies ${path}, which is no file of the context`);
}
