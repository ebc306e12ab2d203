import type { ReplayedRelease } from "./replayed-release.ts";

/** The releases that differ, one line for each difference, and a sum. */
export function renderReplay(replayed: readonly ReplayedRelease[]): string {
  const lines: string[] = [];
  const same = replayed.filter(({ differences, failure }) => failure === null && differences.length === 0);
  for (const { name, differences, failure, reason } of replayed) {
    if (failure === null && differences.length === 0) continue;
    lines.push(`${name}: ${reason ?? "WITHOUT A REASON"}`);
    if (failure !== null) lines.push(`  not replayed: ${failure}`);
    for (const { place, field, really, replayed: ours } of differences)
      lines.push(`  ${place} ${field}: really ${really}, replayed ${ours}`);
  }
  const explained = replayed.filter(({ reason }) => reason !== null).length;
  const versions = replayed.reduce((sum, { packages }) => sum + packages, 0);
  const open = replayed.length - same.length - explained;
  lines.push(
    `${replayed.length} releases with ${versions} new versions: ${same.length} the same, ${explained} with a reason, ${open} without`,
  );
  return lines.join("\n");
}
