import { SluiceError } from "@sluice/core";
import { findJsonProblem } from "@sluice/ecosystems";
import { applyEdits, findNodeAtLocation, type JSONPath, modify, type ModificationOptions, type Node, parse, parseTree } from "jsonc-parser";

/** One value to set, by its path. `ifMissing`: only where nothing is there. */
export interface JsonEdit {
  path: JSONPath;
  value: unknown;
  ifMissing?: boolean;
  /** Insert into an array at this place rather than replace what is there. */
  insert?: boolean;
}

/** Sets values in a JSON text and keeps everything else as it is: order, comments, indentation. */
export function editJson(text: string, edits: readonly JsonEdit[]): string {
  let edited = text;
  for (const { path, value, ifMissing = false, insert = false } of edits) {
    const tree = parseTree(edited);
    if (ifMissing && tree !== undefined && findNodeAtLocation(tree, path) !== undefined) continue;
    const onOneLine = insert && tree !== undefined ? appendOnLine(edited, findNodeAtLocation(tree, path.slice(0, -1)), value) : null;
    if (onOneLine !== null) {
      edited = onOneLine;
      continue;
    }
    const options: ModificationOptions = { formattingOptions: formattingOf(text), isArrayInsertion: insert };
    edited = applyEdits(edited, modify(edited, path, value, options));
  }
  return edited;
}

/** A list that is written on one line stays on it. Null for any other. */
function appendOnLine(text: string, list: Node | undefined, value: unknown): string | null {
  const last = list?.children?.at(-1);
  if (list === undefined || last === undefined || text.slice(list.offset, list.offset + list.length).includes("\n")) return null;
  const end = last.offset + last.length;
  return `${text.slice(0, end)}, ${JSON.stringify(value)}${text.slice(end)}`;
}

/** A JSON text, comments allowed, as a value; {} for what is no object. */
export function parseJsonObject(text: string): Record<string, unknown> {
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  return isObject(value) ? value : {};
}

/**
 * The same for a file that is to be edited.
 *
 * @throws SLUICE_BROKEN_MANIFEST, since an edit would spoil it further
 */
export function requireJsonObject(text: string, path: string): Record<string, unknown> {
  const problem = findJsonProblem(text) ?? (isObject(parse(text)) ? null : { line: 1, message: "a JSON object is expected" });
  if (problem === null) return parseJsonObject(text);
  throw new SluiceError("SLUICE_BROKEN_MANIFEST", `${path}:${problem.line}: ${problem.message}`, {
    hint: `Mend ${path}, then run the command again. Nothing was written.`,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indentation = /^[ \t]+(?=["}])/m.exec(text)?.[0] ?? "  ";
  return { insertSpaces: !indentation.startsWith("\t"), tabSize: indentation.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
