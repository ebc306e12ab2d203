import * as v from "valibot";
import type { Configuration, UserConfiguration } from "./configuration.ts";
import { configurationSchema } from "./schema.ts";

/** Where a value comes from. `name`: the file's path, the variable, or the option; null for a default. */
export interface ValueSource {
  kind: "default" | "file" | "environment" | "option";
  name: string | null;
}

/** One key of the configuration, the value that counts, and where it comes from. */
export interface ResolvedValue {
  /** With dots: `images.registry`. */
  key: string;
  /** Null where the key has no default and nothing sets it. */
  value: unknown;
  source: ValueSource;
}

/** What a resolved configuration is made from. */
export interface ResolveInput {
  configuration: Configuration;
  /** What the file says itself; `{}` when there is none. */
  written: UserConfiguration;
  /** The file's path; null when there is none. */
  path: string | null;
  /** What counts before the file, by key. */
  overrides: ReadonlyMap<string, { value: unknown; source: ValueSource }>;
}

/** Every key of the configuration in the order of the schema, with its value and where that comes from. */
export function resolveConfiguration({ configuration, written, path, overrides }: ResolveInput): ResolvedValue[] {
  return listKeys(configurationSchema).map((keys) => {
    const key = keys.join(".");
    const override = overrides.get(key);
    if (override !== undefined) return { key, ...override };
    const value = valueAt(configuration, keys) ?? null;
    const isWritten = valueAt(written, keys) !== undefined;
    return { key, value, source: isWritten ? { kind: "file", name: path } : { kind: "default", name: null } };
  });
}

/** The paths of all keys that are no sections. `$schema` is for editors alone. */
function listKeys(schema: v.GenericSchema): string[][] {
  const entries = entriesOf(schema);
  if (entries === null) return [[]];
  return Object.entries(entries)
    .filter(([key]) => key !== "$schema")
    .flatMap(([key, child]) => listKeys(child).map((rest) => [key, ...rest]));
}

function entriesOf(schema: v.GenericSchema): Record<string, v.GenericSchema> | null {
  const inner = "wrapped" in schema ? (schema.wrapped as v.GenericSchema) : schema;
  return "entries" in inner ? (inner.entries as Record<string, v.GenericSchema>) : null;
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found;
}
