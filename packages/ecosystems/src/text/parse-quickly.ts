import { createRequire } from "node:module";
import { tableOf } from "./values.ts";

// Lockfiles are long, and nobody edits them by hand: for them the value is enough, without lines, and speed counts.

const require = createRequire(import.meta.url);

/** The top level of a TOML text. Throws what the parser throws. */
export function parseTomlQuickly(text: string): Record<string, unknown> {
  // Most lockfiles are something else.
  const { parse } = require("smol-toml") as typeof import("smol-toml");
  return parse(text);
}

/** The top level of a JSON text; an empty table when that is no object. Throws a SyntaxError. */
export function parseJsonQuickly(text: string): Record<string, unknown> {
  return tableOf(JSON.parse(text.replace(/^\uFEFF/, "")));
}
