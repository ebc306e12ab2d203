/** What a variable is worth: null when it is not set. */
export type Variables = ReadonlyMap<string, string>;

/** How quotes, escapes and unknown variables are treated; everything off is how BuildKit expands an argument. */
export interface ExpansionOptions {
  /** The Dockerfile's escape character: `\`, or a backtick after `# escape=`. */
  escape: string;
  keepQuotes?: boolean;
  keepEscapes?: boolean;
  keepUnsetVariables?: boolean;
}

/** The text after expansion, the same split at unquoted white space, and the names that had no value. */
export interface Expansion {
  text: string;
  words: string[];
  unset: string[];
}

/**
 * Expands `$NAME`, `${NAME}` and BuildKit's modifiers (`:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/`, `//`)
 * and takes quotes and escapes away. Follows BuildKit's `frontend/dockerfile/shell/lex.go`.
 * Throws a plain Error for a bad substitution or an open quote; the caller knows the line.
 */
export function expandWord(source: string, variables: Variables, options: ExpansionOptions): Expansion {
  const reader: Reader = { characters: [...source], at: 0, variables, options, unset: new Set() };
  const { text, words } = readUntil(reader, null, options.keepEscapes === true);
  return { text, words, unset: [...reader.unset] };
}

interface Reader {
  characters: string[];
  at: number;
  variables: Variables;
  options: ExpansionOptions;
  unset: Set<string>;
}

function peek(reader: Reader): string | undefined {
  return reader.characters[reader.at];
}

function next(reader: Reader): string | undefined {
  return reader.characters[reader.at++];
}

/** Words grow beside the text: white space ends one only where it is neither quoted nor escaped. */
class WordList {
  readonly words: string[] = [];
  #current = "";

  add(text: string): void {
    for (const character of text) {
      if (/\s/.test(character)) this.end();
      else this.#current += character;
    }
  }

  addRaw(text: string): void {
    this.#current += text;
  }

  end(): void {
    if (this.#current !== "") this.words.push(this.#current);
    this.#current = "";
  }
}

function readUntil(reader: Reader, stop: string | null, keepEscapes: boolean): { text: string; words: string[] } {
  const words = new WordList();
  let text = "";
  for (let character = peek(reader); character !== undefined; character = peek(reader)) {
    if (character === stop) {
      reader.at += 1;
      words.end();
      return { text, words: words.words };
    }
    if (character === "$") {
      const value = readDollar(reader);
      text += value;
      words.add(value);
    } else if (character === "'" || character === '"' || character === "<") {
      const value =
        character === "'" ? readSingleQuoted(reader) : character === '"' ? readDoubleQuoted(reader, keepEscapes) : readHeredocMark(reader);
      text += value;
      words.addRaw(value);
    } else if (character === reader.options.escape) {
      reader.at += 1;
      const escaped = next(reader);
      const value = (keepEscapes ? character : "") + (escaped ?? "");
      text += value;
      words.addRaw(value);
    } else {
      reader.at += 1;
      text += character;
      words.add(character);
    }
  }
  if (stop !== null) throw new Error(stop === "}" ? "missing '}' in a substitution" : `missing '${stop}' in a substitution`);
  words.end();
  return { text, words: words.words };
}

function readSingleQuoted(reader: Reader): string {
  reader.at += 1;
  const end = reader.characters.indexOf("'", reader.at);
  if (end < 0) throw new Error("a single quote is not closed");
  const text = reader.characters.slice(reader.at, end).join("");
  reader.at = end + 1;
  return reader.options.keepQuotes ? `'${text}'` : text;
}

function readDoubleQuoted(reader: Reader, keepEscapes: boolean): string {
  reader.at += 1;
  const quote = reader.options.keepQuotes ? '"' : "";
  let text = quote;
  for (;;) {
    const character = peek(reader);
    if (character === undefined) throw new Error("a double quote is not closed");
    if (character === "$") {
      text += readDollar(reader);
      continue;
    }
    reader.at += 1;
    if (character === '"') return text + quote;
    if (character !== reader.options.escape) {
      text += character;
      continue;
    }
    const following = peek(reader);
    if (keepEscapes) text += character;
    if (following === '"' || following === "$" || following === reader.options.escape) {
      text += following;
      reader.at += 1;
    } else if (!keepEscapes && following !== undefined) text += character;
  }
}

/** `<<` and the blanks after it belong to the word that follows, so that `<< EOF` is one word. */
function readHeredocMark(reader: Reader): string {
  reader.at += 1;
  if (peek(reader) !== "<") return "<";
  reader.at += 1;
  let text = "<<";
  while (peek(reader) === " " || peek(reader) === "\t" || peek(reader) === "\r") text += next(reader) ?? "";
  return text;
}

function readDollar(reader: Reader): string {
  reader.at += 1;
  if (peek(reader) !== "{") {
    const name = readName(reader);
    if (name === "") return "$";
    return valueOf(reader, name) ?? (reader.options.keepUnsetVariables ? `$${name}` : "");
  }
  reader.at += 1;
  const first = peek(reader);
  if (first === undefined) throw new Error("missing '}' in a substitution");
  if (first === "{" || first === "}" || first === ":") throw new Error("bad substitution");
  const name = readName(reader);
  const operator = next(reader);
  if (operator === "}") return valueOf(reader, name) ?? (reader.options.keepUnsetVariables ? `\${${name}}` : "");
  if (operator === "/") return readReplacement(reader, name);
  return readModifier(reader, name, operator);
}

function readModifier(reader: Reader, name: string, first: string | undefined): string {
  const emptyIsUnset = first === ":";
  const operator = emptyIsUnset ? next(reader) : first;
  if (operator === undefined) throw new Error("missing '}' in a substitution");
  if (!"+-?#%".includes(operator)) throw new Error(`unsupported modifier (${first ?? ""}) in a substitution`);
  const isTrim = operator === "#" || operator === "%";
  if (emptyIsUnset && isTrim) throw new Error(`unsupported modifier (:${operator}) in a substitution`);
  const word = readUntil(reader, "}", isTrim).text;
  const value = valueOf(reader, name);
  if (value === undefined && reader.options.keepUnsetVariables) return `\${${name}${emptyIsUnset ? ":" : ""}${operator}${word}}`;
  const isSet = value !== undefined && !(emptyIsUnset && value === "");
  if (operator === "-") return isSet ? value : word;
  if (operator === "+") return isSet ? word : "";
  if (operator === "?") {
    if (!isSet) throw new Error(`${name}: ${word === "" ? `is not allowed to be ${value === undefined ? "unset" : "empty"}` : word}`);
    return value;
  }
  const greedy = word.startsWith(operator);
  return trimPattern({ value: value ?? "", pattern: greedy ? word.slice(1) : word, greedy, end: operator === "%" });
}

function readReplacement(reader: Reader, name: string): string {
  const all = peek(reader) === "/";
  if (all) reader.at += 1;
  const pattern = readUntil(reader, "/", true).text;
  const replacement = readUntil(reader, "}", true).text;
  const value = valueOf(reader, name);
  if (value === undefined && reader.options.keepUnsetVariables) return `\${${name}/${pattern}/${replacement}}`;
  const expression = new RegExp(shellPatternSource(pattern, true), all ? "gsu" : "su");
  return (value ?? "").replace(expression, () => replacement);
}

function trimPattern({ value, pattern, greedy, end }: { value: string; pattern: string; greedy: boolean; end: boolean }): string {
  if (!end) return value.replace(new RegExp(`^${shellPatternSource(pattern, greedy)}`, "su"), "");
  // A suffix: the shortest is the match that starts last, the longest the one that starts first.
  const expression = new RegExp(`^${shellPatternSource(pattern, true)}$`, "su");
  const starts = [...value].map((_, index) => index);
  for (const start of greedy ? starts : starts.toReversed()) {
    const suffix = [...value].slice(start).join("");
    if (expression.test(suffix)) return [...value].slice(0, start).join("");
  }
  return value;
}

function shellPatternSource(pattern: string, greedy: boolean): string {
  let source = "";
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? "";
    if (character === "*") source += greedy ? ".*" : ".*?";
    else if (character === "?") source += ".";
    else if (character === "\\") {
      const escaped = characters[(index += 1)] ?? "";
      if (!"}/*?\\".includes(escaped) || escaped === "") throw new Error(`invalid escape '\\${escaped}' in a substitution`);
      source += escapeExpression(escaped);
    } else source += escapeExpression(character);
  }
  return source;
}

function escapeExpression(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function readName(reader: Reader): string {
  const first = peek(reader);
  if (first !== undefined && /[0-9]/.test(first)) return readWhile(reader, /[0-9]/);
  if (first !== undefined && "@*#?-$!".includes(first)) {
    reader.at += 1;
    return first;
  }
  return readWhile(reader, /[\p{L}\p{Nd}_]/u);
}

function readWhile(reader: Reader, expression: RegExp): string {
  let name = "";
  for (let character = peek(reader); character !== undefined && expression.test(character); character = peek(reader)) {
    name += character;
    reader.at += 1;
  }
  return name;
}

function valueOf(reader: Reader, name: string): string | undefined {
  const value = reader.variables.get(name);
  if (value === undefined) reader.unset.add(name);
  return value;
}
