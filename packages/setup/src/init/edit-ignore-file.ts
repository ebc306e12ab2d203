/** Folders that the tools write and nobody commits. */
const ignored = ["node_modules", ".nx"];

/** .gitignore with what is missing at its end. `python`: projects are installed into `.venv`. */
export function editIgnoreFile(text: string | null, { python }: { python: boolean }): string {
  const present = new Set(
    (text ?? "").split(/\r?\n/).map((line) =>
      line
        .trim()
        .replace(/^\*\*\//, "")
        .replaceAll(/^\/|\/\*?$/g, ""),
    ),
  );
  const missing = [...ignored, ...(python ? [".venv"] : [])].filter((name) => !present.has(name));
  if (missing.length === 0 && text !== null) return text;
  const lineEnd = text?.includes("\r\n") === true ? "\r\n" : "\n";
  const before = text === null || text === "" || text.endsWith("\n") ? (text ?? "") : `${text}${lineEnd}`;
  return `${before}${missing.map((name) => `${name}/${lineEnd}`).join("")}`;
}
