import { parse, type ParseError } from "jsonc-parser";
import { tellJsonError } from "../text/json-document.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";

/** What Sluice needs of an nx.json. */
export interface NxJson {
  /** Names of the plugins, as written. */
  plugins: string[];
  /** Lists of inputs by the name that targets use for them. */
  namedInputs: Record<string, unknown[]>;
}

/** Parses an nx.json, comments allowed, as Nx does. What is not as expected is left out: Nx says what is wrong with it. */
export function parseNxJson(text: string): NxJson {
  const value = tableOf(parse(text, [], { allowTrailingComma: true }));
  return {
    plugins: listOf(value["plugins"])
      .map((plugin) => textOf(plugin) ?? textOf(tableOf(plugin)["plugin"]))
      .filter((name) => name !== null),
    namedInputs: Object.fromEntries(Object.entries(tableOf(value["namedInputs"])).map(([name, inputs]) => [name, listOf(inputs)])),
  };
}

/** Why a JSON text cannot be read as Nx reads its own, comments allowed, with the line; null when it can. */
export function findJsonProblem(text: string): { line: number; message: string } | null {
  const errors: ParseError[] = [];
  parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  return first === undefined ? null : tellJsonError(text, first);
}

/** Those that may know of projects, targets and dependencies that Sluice does not: not its own, and not Nx's built-in ones. Each once. */
export function unknownPlugins({ plugins }: NxJson): string[] {
  return [...new Set(plugins.filter((name) => !/^(@sluice\/nx|nx)(\/|$)/.test(name)))];
}
