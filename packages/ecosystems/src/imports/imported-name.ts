/**
 * One thing a source file names as imported, as its language writes it: a JavaScript specifier (`@acme/ui`, `../lib/a.js`), a dotted Python
 * module (`acme.billing`, `..models` for a relative one), a Go import path, or a path in Rust.
 */
export interface ImportedName {
  name: string;
  /** From 1. */
  line: number;
}

/** Gives what a source file imports; empty when it is not there. */
export type ReadImports = (path: string) => Promise<readonly ImportedName[]>;
