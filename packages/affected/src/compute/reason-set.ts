import type { Reason } from "../result.ts";

/** Reasons by name of a project or an image, each once. */
export class ReasonSet {
  readonly #reasons = new Map<string, Map<string, Reason>>();

  add(name: string, reason: Reason): void {
    const reasons = this.#reasons.get(name) ?? new Map<string, Reason>();
    reasons.set(JSON.stringify(reason), reason);
    this.#reasons.set(name, reasons);
  }

  has(name: string): boolean {
    return this.#reasons.has(name);
  }

  names(): string[] {
    return [...this.#reasons.keys()];
  }

  /** The reasons of one name, in the order of the result's documentation. */
  sorted(name: string): Reason[] {
    return [...(this.#reasons.get(name)?.values() ?? [])].sort(compareReasons);
  }
}

const ORDER: readonly Reason["kind"][] = ["file", "dependency", "external", "workspace", "deleted-project", "unknown-base", "base-image"];

function compareReasons(a: Reason, b: Reason): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || compareText(JSON.stringify(a), JSON.stringify(b));
}

/** By code unit: the same everywhere, whatever the machine's language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
