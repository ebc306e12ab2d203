import { createRequire } from "node:module";
import { brokenManifest } from "./broken-manifest.ts";

const require = createRequire(import.meta.url);

/** A YAML text whose values can be found in it, so that one can be replaced and the rest kept; of several documents the last one. */
export interface YamlDocument {
  /** Where a scalar stands in the text, its quotes included; null for what is missing or no scalar. */
  range(keys: readonly (string | number)[]): readonly [number, number] | null;
}

/** Parses YAML, keeping where everything stands. Throws SLUICE_BROKEN_MANIFEST. */
export function parseYamlDocument(text: string, path: string): YamlDocument {
  const { parseAllDocuments, isScalar, LineCounter } = require("yaml") as typeof import("yaml");
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines, logLevel: "error" })];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined)
    throw brokenManifest({ path, line: lines.linePos(error.pos[0]).line, message: error.message.split("\n")[0] ?? "" });
  return {
    range: (keys) => {
      const node = documents.at(-1)?.getIn(keys, true);
      if (!isScalar(node) || node.range === null || node.range === undefined) return null;
      const [start, end] = node.range;
      return [start, end];
    },
  };
}
