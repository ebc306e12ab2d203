import { createRequire } from "node:module";
import type { Document } from "yaml";

const require = createRequire(import.meta.url);

/** Parses YAML. The parser is loaded when it is first needed: most repositories have no pnpm workspace, and every command pays for start-up. */
export function parseYaml(text: string): unknown {
  const { parse } = require("yaml") as typeof import("yaml");
  // A tag that the parser does not know, such as Compose's `!override`, is no mistake; the value under it is read.
  return parse(text, { logLevel: "error" });
}

/**
 * Parses YAML of one or several documents, with merge keys (`<<`), as Compose reads its files. Of a document with mistakes what can be read; of one that
 * comes to nothing, nothing.
 */
export function parseYamlDocuments(text: string): unknown[] {
  const { parseAllDocuments } = require("yaml") as typeof import("yaml");
  return [parseAllDocuments(text, { logLevel: "error", merge: true })].flat().flatMap((document) => {
    try {
      return [document.toJS() as unknown];
    } catch {
      return [];
    }
  });
}

/** Parses YAML into a document whose nodes know where in the text they stand. */
export function parseYamlDocument(text: string): Document.Parsed {
  const { parseDocument } = require("yaml") as typeof import("yaml");
  return parseDocument(text, { logLevel: "error" });
}
