/**
 * One thing a source file names as imported, as its language writes it: a JavaScript specifier (`@acme/ui`, `../lib/a.js`), a dotted Python
 * module (`acme.billing`, `..models` for a relative one), a Go import path, or a path in Rust.
 */
export interface ImportedName {
  name: string;
  /** From 1. */
  line: number;
}

/** Gives what source files import, by path and in the order of `paths`; one that is not there, or imports nothing, may be left out. */
export type ReadImports = (paths: readonly string[]) => Promise<ReadonlyMap<string, readonly ImportedName[]>>;
