import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { DependencyField } from "./npm-range.ts";

/** A range of one field of a package.json. */
export interface NpmRangeEdit {
  field: DependencyField;
  name: string;
  range: string;
}

/**
 * A package.json's text with other ranges, every other character unchanged. Field by field, as a package may name the
 * same dependency with `^` for its development and `>=` as a peer.
 */
export function editNpmRanges(text: string, edits: readonly NpmRangeEdit[]): string {
  const tree = parseTree(text);
  if (tree === undefined) return text;
  const places = edits.flatMap(({ field, name, range }) => {
    const node = findNodeAtLocation(tree, [field, name]);
    return node?.type === "string" ? [{ node, range }] : [];
  });
  let edited = text;
  for (const { node, range } of places.toSorted((a, b) => b.node.offset - a.node.offset)) {
    edited = edited.slice(0, node.offset) + JSON.stringify(range) + edited.slice(node.offset + node.length);
  }
  return edited;
}
