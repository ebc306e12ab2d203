import { SluiceError } from "@sluice/core";

/** The error for a manifest that cannot be read: SLUICE_BROKEN_MANIFEST, `path:line: message`. */
export function brokenManifest({ path, line, message }: { path: string; line: number; message: string }): SluiceError {
  return new SluiceError("SLUICE_BROKEN_MANIFEST", `${path}:${line}: ${message}`, {
    hint: "Mend the file; its project counts as changed until then.",
  });
}

/** The line, from 1, in which the character at `offset` stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf("\n"); index !== -1 && index < offset; index = text.indexOf("\n", index + 1)) line++;
  return line;
}
