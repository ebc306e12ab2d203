/** Narrower than this the last column is no place for text. */
const NARROW = 24;

/**
 * Rows of cells in columns, indented by two. Where they are wider than `width`, the last column goes on in further lines;
 * where that leaves it no room, each row is its first cell with the others below it. No word is cut, so that a reference
 * can be copied. `width` null is room for any line.
 */
export function renderTable(rows: readonly (readonly string[])[], width: number | null = null): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const start = widths.slice(0, -1).reduce((sum, cells) => sum + cells + 2, 2);
  if (width === null || start + (widths.at(-1) ?? 0) <= width) return rows.flatMap((row) => renderRow(row, widths, Infinity));
  if (width - start >= NARROW) return rows.flatMap((row) => renderRow(row, widths, width - start));
  return rows.flatMap(([first = "", ...others]) => [
    `  ${first}`,
    ...others.filter((cell) => cell !== "").flatMap((cell) => wrap(cell, width - 4).map((line) => `    ${line}`)),
  ]);
}

function renderRow(row: readonly string[], widths: readonly number[], room: number): string[] {
  const before = row.slice(0, -1).map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `);
  const [first = "", ...rest] = wrap(row.at(-1) ?? "", room);
  const indent = " ".repeat(2 + before.join("").length);
  return [`  ${before.join("")}${first}`.trimEnd(), ...rest.map((line) => indent + line)];
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
