import type { ImportedName } from "./imported-name.ts";
import { createLineCounter } from "./line-counter.ts";

// Strings and comments are taken as wholes, so that nothing in them counts; an import is only looked for where a statement may begin.
const tokens =
  /("""|''')(?:[^\\]|\\[\s\S])*?\1|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|#[^\n]*|\b(?:import_module|__import__)\s*\(\s*["']([.\w]+)["']|(?<=^|[\n;:\uFEFF])[ \t]*(?:from[ \t]+([.\w \t]+?)[ \t]*(?:\\\r?\n)?[ \t]*\bimport\b[ \t]*(?:\\\r?\n)?[ \t]*(\([^)]*\)|(?:[^\n;#\\]|\\\r?\n)+)|import[ \t]+((?:[^\n;#\\]|\\\r?\n)+))/g;

/**
 * The modules that a Python file imports, dotted, with as many leading dots as a relative import has: `from a import b` gives `a.b`, since
 * `b` may be a module; `import_module("a.b")` counts when its argument is a literal. What a program computes, and modules that a
 * framework's settings name in strings, cannot be seen.
 */
export function scanPython(text: string): ImportedName[] {
  const last = text.lastIndexOf("import");
  if (last === -1) return [];
  const lineOf = createLineCounter(text);
  const found = new Map<string, number>();
  for (const match of text.matchAll(tokens)) {
    // Every statement has that word in it; most files have them all at the top, and a long rest.
    if (match.index > last) break;
    const [whole, , dynamic, from, names, modules] = match;
    if (dynamic === undefined && from === undefined && modules === undefined) continue;
    const line = lineOf(match.index + whole.length - whole.trimStart().length);
    for (const name of namesOf({ dynamic, from, names, modules })) if (!found.has(name)) found.set(name, line);
  }
  return [...found].map(([name, line]) => ({ name, line }));
}

interface Statement {
  dynamic: string | undefined;
  from: string | undefined;
  names: string | undefined;
  modules: string | undefined;
}

function namesOf({ dynamic, from, names, modules }: Statement): string[] {
  if (dynamic !== undefined) return [dynamic];
  if (from === undefined) return splitNames(modules ?? "");
  const module = from.replaceAll(/\s/g, "");
  const separator = module.endsWith(".") ? "" : ".";
  return splitNames(names ?? "").map((name) => (name === "*" ? module : `${module}${separator}${name}`));
}

/** `(a as b, # why\n c)` → a, c. */
function splitNames(list: string): string[] {
  return list
    .replaceAll(/#[^\n]*/g, "")
    .replaceAll(/[()\\]/g, " ")
    .split(",")
    .map((part) => part.trim().split(/\s+/)[0] ?? "")
    .filter((name) => /^(\*|[\w.]+)$/.test(name));
}
