import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { brokenManifest, lineAt } from "./broken-manifest.ts";

/** A parsed JSON object that still knows where each value stands. */
export interface JsonDocument {
  value: Record<string, unknown>;
  /** The line, from 1, of the property at that path; undefined when it is not there. */
  line(...keys: (string | number)[]): number | undefined;
}

/**
 * Parses strict JSON whose top level is an object, as package managers do: no comments, no trailing commas, a byte order
 * mark allowed. Throws SLUICE_BROKEN_MANIFEST with path and line.
 */
export function parseJsonDocument(source: string, path: string): JsonDocument {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first !== undefined) throw brokenManifest({ path, line: lineAt(text, first.offset), message: printParseErrorCode(first.error) });
  if (tree?.type !== "object") throw brokenManifest({ path, line: 1, message: "a JSON object is expected" });
  return {
    value: getNodeValue(tree) as Record<string, unknown>,
    line: (...keys) => lineOfProperty(text, tree, keys),
  };
}

function lineOfProperty(text: string, tree: Node, keys: (string | number)[]): number | undefined {
  const node = findNodeAtLocation(tree, keys);
  if (node === undefined) return undefined;
  const start = node.parent?.type === "property" ? node.parent.offset : node.offset;
  return lineAt(text, start);
}
