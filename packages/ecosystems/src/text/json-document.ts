import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { brokenManifest, lineAt } from "./broken-manifest.ts";
import { holds, isTable } from "./values.ts";

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
  const value = parseStrictly(text);
  if (value === undefined) return parseWithTree(text, path);
  if (!isTable(value)) throw noObject(path);
  let tree: Node | undefined;
  return {
    value,
    line: (...keys) => {
      const key = keys.at(-1);
      const quick = typeof key === "string" && holds(value, keys) ? lineOfOnly(text, key) : undefined;
      return quick ?? lineOfProperty(text, (tree ??= parseTree(text) ?? noNode), keys);
    },
  };
}

/** Undefined for what is no JSON: the slower parser says where. */
function parseStrictly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noNode: Node = { type: "null", offset: 0, length: 0 };

/** The line of a property whose name stands in the text as a key once; undefined when that does not tell which one is meant, or whether. */
function lineOfOnly(text: string, key: string): number | undefined {
  const quoted = JSON.stringify(key);
  const first = text.indexOf(quoted);
  const isOnly = first > 0 && text[first - 1] !== "\\" && text.indexOf(quoted, first + 1) === -1;
  return isOnly && /^\s*:/.test(text.slice(first + quoted.length)) ? lineAt(text, first) : undefined;
}

/** By jsonc-parser's name of the error. */
const problems: Readonly<Record<string, string>> = {
  InvalidNumberFormat: "this is no number",
  PropertyNameExpected: "the name of a property is expected, in double quotes; a comma after the last one is not allowed",
  ValueExpected: "a value is expected; a comma after the last one is not allowed",
  ColonExpected: "a colon is expected after the name of a property",
  CommaExpected: "a comma is expected",
  CloseBraceExpected: "a closing } is missing",
  CloseBracketExpected: "a closing ] is missing",
  EndOfFileExpected: "there is more text after the end of the object",
  InvalidCommentToken: "comments are not allowed",
  UnexpectedEndOfComment: "a comment does not end",
  UnexpectedEndOfString: "a string does not end in its line",
  InvalidUnicode: "an escape \\u needs four hexadecimal digits",
  InvalidEscapeCharacter: "there is no such escape in JSON",
  InvalidCharacter: "a string holds a character that must be escaped",
};

function noObject(path: string): Error {
  return brokenManifest({ path, line: 1, message: "a JSON object is expected" });
}

/** What jsonc-parser found, in words, and the line it is in. */
export function tellJsonError(text: string, { error, offset }: ParseError): { line: number; message: string } {
  return { line: lineAt(text, offset), message: problems[printParseErrorCode(error)] ?? "this is no JSON" };
}

/** For the error, with its line. */
function parseWithTree(text: string, path: string): JsonDocument {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first !== undefined) throw brokenManifest({ path, ...tellJsonError(text, first) });
  if (tree?.type !== "object") throw noObject(path);
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
