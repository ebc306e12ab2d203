import { Document, isNode, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A value with a comment above its key, or behind it. */
export class Commented {
  readonly value: unknown;
  readonly above: string | null;
  readonly behind: string | null;

  constructor(value: unknown, { above = null, behind = null }: { above?: string | null; behind?: string | null }) {
    this.value = value;
    this.above = above;
    this.behind = behind;
  }
}

/** `value` with `comment` on the lines above. */
export function above(comment: string, value: unknown): Commented {
  return new Commented(value, { above: comment });
}

/** `value` with `comment` at the end of its line. */
export function behind(comment: string, value: string | number | boolean): Commented {
  return new Commented(value, { behind: comment });
}

/** Plain values as YAML, with their comments. Entries of the top level, and of the maps it names in `spaced`, have an empty line between them. */
export function toYaml(value: Record<string, unknown>, { spaced = [] }: { spaced?: readonly string[] } = {}): string {
  const root = toMap(value);
  separate(root);
  for (const key of spaced) {
    const child = root.get(key);
    if (child instanceof YAMLMap) separate(child);
  }
  const document = new Document();
  document.contents = root;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, nullStr: "" });
}

function separate(map: YAMLMap): void {
  for (const [index, { key }] of map.items.entries()) if (index > 0 && key instanceof Scalar) key.spaceBefore = true;
}

function toNode(value: unknown): Node {
  if (isNode(value)) return value;
  if (value instanceof Commented) {
    const node = toNode(value.value);
    if (value.behind !== null) node.comment = ` ${value.behind}`;
    return node;
  }
  if (Array.isArray(value)) return toSequence(value);
  if (typeof value === "object" && value !== null) return toMap(value as Record<string, unknown>);
  return typeof value === "string" && value.includes("\n") ? block(value) : new Scalar(value);
}

/** A text of several lines, with `|`. */
function block(text: string): Scalar {
  const scalar = new Scalar(text.endsWith("\n") ? text : `${text}\n`);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

function toSequence(values: readonly unknown[]): YAMLSeq {
  const sequence = new YAMLSeq();
  for (const value of values) {
    const node = toNode(value);
    if (value instanceof Commented && value.above !== null) node.commentBefore = lines(value.above);
    sequence.items.push(node);
  }
  // Short lists of words read best on one line.
  sequence.flow = values.every((value) => typeof value === "string" && /^[\w./@*:-]+$/.test(value));
  return sequence;
}

function toMap(value: Record<string, unknown>): YAMLMap {
  const map = new YAMLMap();
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    const key = new Scalar(name);
    if (entry instanceof Commented && entry.above !== null) key.commentBefore = lines(entry.above);
    map.items.push(new Pair(key, toNode(entry)));
  }
  if (map.items.length === 0) map.flow = true;
  return map;
}

function lines(comment: string): string {
  return comment
    .split("\n")
    .map((line) => ` ${line}`)
    .join("\n");
}
