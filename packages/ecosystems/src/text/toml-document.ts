import { createRequire } from "node:module";
import type { AST } from "toml-eslint-parser";
import { brokenManifest } from "./broken-manifest.ts";
import { parseTomlQuickly } from "./parse-quickly.ts";
import { lineInToml } from "./toml-line.ts";
import { holds } from "./values.ts";

const require = createRequire(import.meta.url);

/** Loaded when there is something to parse. */
function parser(): typeof import("toml-eslint-parser") {
  return require("toml-eslint-parser") as typeof import("toml-eslint-parser");
}

type Keys = readonly (string | number)[];

/** A parsed TOML document that still knows where each value stands. */
export interface TomlDocument {
  value: Record<string, unknown>;
  /** The line, from 1, of the key or array element at that path; undefined when it is not there. */
  line(...keys: Keys): number | undefined;
  /** Start and end offset of the value at that path, quotes included; undefined when it is not there. */
  range(...keys: Keys): readonly [number, number] | undefined;
}

/** Parses TOML 1.0. Throws SLUICE_BROKEN_MANIFEST with path and line. */
export function parseTomlDocument(source: string, path: string): TomlDocument {
  // Offsets must stay those of the given text, so a byte order mark becomes a space.
  const text = source.startsWith("\uFEFF") ? ` ${source.slice(1)}` : source;
  const quick = parseIfPlain(text);
  // The parser that knows places is the slower one by far, and most of what is asked is told without.
  let program = quick === undefined ? parseProgram(text, path) : undefined;
  let places: Map<string, Place> | undefined;
  const place = (keys: Keys): Place | undefined => {
    program ??= parseProgram(text, path);
    places ??= findPlaces(program);
    return places.get(JSON.stringify(keys));
  };
  return {
    value: quick ?? (parser().getStaticTOMLValue(program ?? parseProgram(text, path)) as Record<string, unknown>),
    line: (...keys) => {
      if (quick === undefined) return place(keys)?.line;
      return holds(quick, keys) ? (lineInToml(text, keys) ?? place(keys)?.line) : undefined;
    },
    range: (...keys) => place(keys)?.range,
  };
}

/** Undefined for a mistake, which the other parser describes. */
function parseIfPlain(text: string): Record<string, unknown> | undefined {
  try {
    return parseTomlQuickly(text);
  } catch {
    return undefined;
  }
}

interface Place {
  line: number;
  range: readonly [number, number];
}

function parseProgram(text: string, path: string): AST.TOMLProgram {
  const { parseTOML, ParseError } = parser();
  try {
    return parseTOML(text, { tomlVersion: "1.0" });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw brokenManifest({ path, line: error.lineNumber, message: error.message });
  }
}

function findPlaces(program: AST.TOMLProgram): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const entry of program.body[0].body) {
    if (entry.type === "TOMLKeyValue") {
      addKeyValue(places, [], entry);
      continue;
    }
    places.set(JSON.stringify(entry.resolvedKey), { line: entry.loc.start.line, range: entry.range });
    for (const keyValue of entry.body) addKeyValue(places, entry.resolvedKey, keyValue);
  }
  return places;
}

function addKeyValue(places: Map<string, Place>, parent: Keys, keyValue: AST.TOMLKeyValue): void {
  const names = keyValue.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value));
  const { line } = keyValue.loc.start;
  // A dotted key (`lib.workspace = true`) also is the first place of what it goes through.
  for (let length = 1; length < names.length; length++) {
    const through = JSON.stringify([...parent, ...names.slice(0, length)]);
    if (!places.has(through)) places.set(through, { line, range: keyValue.range });
  }
  addContent(places, [...parent, ...names], line, keyValue.value);
}

function addContent(places: Map<string, Place>, keys: Keys, line: number, node: AST.TOMLContentNode): void {
  places.set(JSON.stringify(keys), { line, range: node.range });
  if (node.type === "TOMLArray") {
    for (const [index, element] of node.elements.entries()) addContent(places, [...keys, index], element.loc.start.line, element);
  }
  if (node.type === "TOMLInlineTable") {
    for (const keyValue of node.body) addKeyValue(places, keys, keyValue);
  }
}
