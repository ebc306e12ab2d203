/**
 * Takes the leading `--flag` words off an instruction's arguments. Quotes and escapes in flags are resolved here, as
 * BuildKit's `extractBuilderFlags` does; a lone `--` ends the flags.
 */
export function splitFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
    if (!text.startsWith("--", at)) return { flags, rest: text.slice(at).trim() };
    const { word, end } = readFlag(text, at, escape);
    at = end;
    if (word === "--") return { flags, rest: text.slice(at).trim() };
    flags.push(word);
  }
}

function readFlag(text: string, start: number, escape: string): { word: string; end: number } {
  let word = "";
  let quote: string | null = null;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === null && /\s/.test(character)) break;
    if (character === escape) {
      at += 1;
      word += text.charAt(at);
    } else if (quote === null && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = null;
    else word += character;
  }
  return { word, end: at };
}
