import type { ImportedName } from "@sluice/ecosystems/scan";

/** Lists of imports, each kept once however many sources have it. */
export class ImportLists {
  /** In the order in which they came; the first one is empty. */
  readonly all: ImportedName[][] = [[]];
  readonly #indexes = new Map<string, number>([["", 0]]);

  /** The index of a list, which is kept when it is new. */
  indexOf(list: readonly ImportedName[]): number {
    let key = "";
    for (const { name, line } of list) key += `${line} ${name}\n`;
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#indexes.set(key, this.all.length);
    return this.all.push([...list]) - 1;
  }
}
