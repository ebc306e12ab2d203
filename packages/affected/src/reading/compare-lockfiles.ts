export function compareLockfiles(_: { kind: string; path: string; before: string | null; after: string | null; projects: { name: string; root: string }[] }): { affected: Map<string, string[]>; unsure: boolean } {
  return { affected: new Map(), unsure: true };
}
