/**
 * A pattern in the syntax of Go's `filepath.Match` → a test of whole paths: `*` and `?` stop at a slash, `[a-c]` and
 * `[^a]` are classes, `\` escapes. `**` means no more than `*`. Null for a malformed pattern, which matches nothing.
 */
export function goMatcher(pattern: string): ((path: string) => boolean) | null {
  const source = translate([...pattern]);
  if (source === null) return null;
  const expression = new RegExp(`^${source}$`, "su");
  return (path) => expression.test(path);
}

/** Whether a path has an unescaped `*`, `?` or `[`, which makes it a pattern. */
export function hasWildcard(path: string): boolean {
  return /[*?[]/.test(path.replace(/\\./gs, ""));
}

function translate(characters: string[]): string | null {
  let source = "";
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? "";
    if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const end = readClass(characters, index);
      if (end === null) return null;
      source += end.source;
      index = end.at;
    } else if (character === "\\") {
      const escaped = characters[(index += 1)];
      if (escaped === undefined) return null;
      source += literal(escaped);
    } else source += literal(character);
  }
  return source;
}

function readClass(characters: string[], start: number): { source: string; at: number } | null {
  let at = start + 1;
  const negated = characters[at] === "^";
  if (negated) at += 1;
  let ranges = "";
  for (let count = 0; ; count += 1) {
    if (characters[at] === "]" && count > 0) break;
    const low = readClassCharacter(characters, at);
    if (low === null) return null;
    at = low.next;
    let high = low.character;
    if (characters[at] === "-") {
      const end = readClassCharacter(characters, at + 1);
      if (end === null) return null;
      high = end.character;
      at = end.next;
    }
    if (low.character <= high) ranges += `${classLiteral(low.character)}-${classLiteral(high)}`;
  }
  // Go's classes never match the separator.
  return { source: negated ? `(?!/)[^${ranges}]` : `(?!/)[${ranges}]`, at };
}

function readClassCharacter(characters: string[], at: number): { character: string; next: number } | null {
  const character = characters[at];
  if (character === undefined || character === "-" || character === "]") return null;
  if (character !== "\\") return { character, next: at + 1 };
  const escaped = characters[at + 1];
  return escaped === undefined ? null : { character: escaped, next: at + 2 };
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** Within a class a dash has to be escaped; outside it must not be. */
function classLiteral(character: string): string {
  return character === "-" ? "\\-" : literal(character);
}
