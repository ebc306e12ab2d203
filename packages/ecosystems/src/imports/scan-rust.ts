import type { ImportedName } from "./imported-name.ts";
import { createLineCounter } from "./line-counter.ts";

const pattern =
  /\binclude(?:_str|_bytes)?!\s*[([{]\s*(?:(concat!\s*\(\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,)\s*)?(?:r#*)?"([^"\n]+)"|#!?\[(?:cfg_attr\([^\]\n]{0,200},\s*)?path\s*=\s*"([^"\n]+)"/g;

/**
 * The files that a Rust source takes in by path: `include!`, `include_str!`, `include_bytes!`, `#[path = "…"]`, in `cfg_attr` too. A path from the crate's own
 * folder (`CARGO_MANIFEST_DIR`) begins with `/`. Crates are not looked for: Cargo.toml declares them all.
 */
export function scanRust(text: string): ImportedName[] {
  if (!text.includes("include") && !text.includes("[path") && !text.includes("cfg_attr")) return [];
  const lineOf = createLineCounter(text);
  const found: ImportedName[] = [];
  for (const match of text.matchAll(pattern)) {
    const [, manifest, included, module] = match;
    const path = included ?? module ?? "";
    const name = manifest !== undefined ? path : path.startsWith("/") ? null : path;
    if (name !== null) found.push({ name, line: lineOf(match.index) });
  }
  return found;
}
