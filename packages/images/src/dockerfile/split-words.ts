/**
 * Splits the arguments of `ENV`, `ARG` and `LABEL` at unquoted white space; quotes and escapes stay in the words.
 * Follows `parseWords` of BuildKit's `line_parsers.go`.
 */
export function splitWords(text: string, escape: string): string[] {
  const words: string[] = [];
  const characters = [...text];
  let word: string | null = null;
  let quote: string | null = null;
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? "";
    if (quote === null && /\s/.test(character)) {
      if (word !== null && word !== "") words.push(word);
      word = null;
      continue;
    }
    word ??= "";
    if (character === escape && quote !== "'") {
      // An escape character at the very end says nothing.
      const escaped = characters[(index += 1)];
      if (escaped !== undefined) word += character + escaped;
      continue;
    }
    if (quote === null && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = null;
    word += character;
  }
  if (word !== null && word !== "") words.push(word);
  return words;
}
