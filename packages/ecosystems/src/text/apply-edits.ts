/** Puts `text` in the place of what stands between two offsets. */
export interface TextEdit {
  range: readonly [number, number];
  text: string;
}

/** Makes all `edits`, which must not overlap, and leaves every other character as it is. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  let result = source;
  for (const { range, text } of [...edits].sort((a, b) => b.range[0] - a.range[0])) {
    result = result.slice(0, range[0]) + text + result.slice(range[1]);
  }
  return result;
}
