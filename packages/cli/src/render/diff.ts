import { styleText } from "node:util";

/** The lines of a unified diff, in colours where those are wanted. */
export function paintDiff(diff: string, color: boolean): string[] {
  return diff
    .trimEnd()
    .split("\n")
    .map((line) => (color ? paint(line) : line));
}

function paint(line: string): string {
  if (line.startsWith("+")) return styleText("green", line, { validateStream: false });
  return line.startsWith("-") ? styleText("red", line, { validateStream: false }) : line;
}
