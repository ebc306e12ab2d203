import { findNodeAtLocation, modify, parseTree, type Node } from "jsonc-parser";
import type { TextEdit } from "./apply-edits.ts";

type Keys = readonly (string | number)[];

/** The syntax tree of a JSON text, and what edits of its values need; offsets are those of `text`. */
export class JsonEditor {
  readonly #text: string;
  readonly #tree: Node | undefined;
  readonly edits: TextEdit[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#tree = parseTree(text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text);
  }

  /** The string at `keys`; undefined when there is none. */
  string(keys: Keys): string | undefined {
    const node = this.#find(keys);
    return node?.type === "string" ? (node.value as string) : undefined;
  }

  /** Replaces the string at `keys`. False, and no edit, when there is none. */
  replaceString(keys: Keys, value: string): boolean {
    const node = this.#find(keys);
    if (node?.type !== "string") return false;
    const text = JSON.stringify(value);
    if (this.#text.slice(node.offset, node.offset + node.length) === text) return true;
    this.edits.push({ range: [node.offset, node.offset + node.length], text });
    return true;
  }

  /** Adds a property to the top level, after the property `after`, in the text's own indentation and line ends. */
  insertProperty(name: string, value: string, after: string): void {
    const edits = modify(this.#text, [name], value, {
      getInsertionIndex: (properties) => properties.indexOf(after) + 1 || properties.length,
      formattingOptions: formattingOf(this.#text),
    });
    for (const { offset, length, content } of edits) this.edits.push({ range: [offset, offset + length], text: content });
  }

  #find(keys: Keys): Node | undefined {
    return this.#tree === undefined ? undefined : findNodeAtLocation(this.#tree, [...keys]);
  }
}

function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indentation = "  "] = /^[{[]\s*\r?\n([ \t]+)/.exec(text) ?? [];
  return { insertSpaces: !indentation.includes("\t"), tabSize: indentation.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
