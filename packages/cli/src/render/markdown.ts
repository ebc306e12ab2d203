/** A Markdown table; `head` names the columns. Cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

/**
 * Text as it is, inside of a table too: a name such as `@acme/api` must call nobody, and a path from a stranger's pull
 * request must be neither markup nor a second column.
 */
export function code(text: string): string {
  if (text === "") return "";
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", String.raw`\|`);
  const fence = "`".repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return fence.length === 1 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** Lines behind a click when there are more than a reader wants to scroll past. */
export function folded(lines: readonly string[], summary: string, isLong: boolean): string[] {
  return isLong ? ["<details>", `<summary>${summary}</summary>`, "", ...lines, "", "</details>"] : [...lines];
}
