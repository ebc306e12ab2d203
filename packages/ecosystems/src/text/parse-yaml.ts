import { createRequire } from "node:module";
import type { Schema } from "js-yaml";

const require = createRequire(import.meta.url);

/**
 * Parses a text of one YAML document; null for an empty one. Of two parsers this is the one that forgets where things stand, which takes a sixth
 * of the time: a lockfile has tens of thousands of lines. Throws its YAMLException, which has a `reason` and, where it knows the place, a `mark`
 * with the line from 0.
 */
export function parseYaml(text: string): unknown {
  const [document = null, ...more] = parseYamlDocuments(text);
  if (more.length > 0) throw new Error("More than one YAML document");
  return document;
}

/** Parses a text of any number of YAML documents. Throws as {@link parseYaml} does. */
export function parseYamlDocuments(text: string): unknown[] {
  // Loaded when it is first needed: most repositories have no pnpm workspace, and every command pays for start-up.
  const yaml = require("js-yaml") as typeof import("js-yaml");
  return yaml.loadAll(text, { schema: (schema ??= createSchema(yaml)) });
}

let schema: Schema | null = null;

/** YAML 1.2 with `<<`, which Compose and Kubernetes' tools know. A tag such as Compose's `!override` is no mistake; the value under it is read. */
function createSchema({
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mapTag,
  mergeTag,
  seqTag,
}: typeof import("js-yaml")): Schema {
  const any = { matchByTagPrefix: true };
  return CORE_SCHEMA.withTags(
    mergeTag,
    defineScalarTag("!", { ...any, resolve: (source) => source, identify: () => false }),
    defineSequenceTag("!", { ...seqTag, ...any }),
    defineMappingTag("!", { ...mapTag, ...any }),
  );
}
