/**
 * One thing a source file names as imported, as its language writes it: a JavaScript specifier (`@acme/ui`, `../lib/a.js`), a dotted Python
 * module (`acme.billing`, `..models` for a relative one), a Go import path, or a path in Rust.
 */
export interface ImportedName {
  name: string;
  /** From 1. */
  line: number;
}

/** What the source files of a repository import; those that import nothing may be left out. */
export interface SourceImports {
  get(path: string): readonly ImportedName[] | undefined;
  /** In the order of the paths. */
  forEach(look: (names: readonly ImportedName[], path: string) => void): void;
}

/** Looks through all source files, as `isSource` has them. */
export type ReadImports = () => Promise<SourceImports>;
