import type { Cause, PlannedPackage, ReleasePlan } from "@sluice/release";
import { renderTable } from "./table.ts";

/** A release plan for people: what moves, why, and what a publish will make. */
export function renderReleasePlan(plan: ReleasePlan, { width = null }: { width?: number | null } = {}): string {
  const released = plan.packages.filter(({ bump }) => bump !== "none");
  if (released.length === 0) return "Nothing to release: no changeset asks for a new version.";
  const rows = released.map((planned) => [
    planned.name,
    `${planned.oldVersion} → ${planned.newVersion}`,
    planned.bump,
    planned.causes.map(renderCause).join(", "),
  ]);
  const artifacts = plan.artifacts.map(({ kind, reference }) => [kind, reference]);
  return [
    `Release plan at ${plan.commit.slice(0, 7)}, ${plan.digest}`,
    "",
    ...renderTable(rows, width),
    "",
    "Publishing it makes",
    ...renderTable(artifacts, width),
  ].join("\n");
}

/** The chain of causes that gives one package its new version, down to the changesets. */
export function renderWhyReleased(plan: ReleasePlan, name: string): string {
  const planned = plan.packages.find((candidate) => candidate.name === name);
  if (planned === undefined) return `${name} gets no new version in this plan.`;
  return [renderMove(planned), ...renderCauses(plan, planned, 1, new Set([name]))].join("\n");
}

function renderCauses(plan: ReleasePlan, planned: PlannedPackage, depth: number, seen: ReadonlySet<string>): string[] {
  const indent = "  ".repeat(depth);
  const lines: string[] = [];
  for (const cause of planned.causes) {
    const behind = packagesBehind(cause, plan).filter((other) => !seen.has(other.name));
    if (behind.length === 0) lines.push(`${indent}because of ${renderCause(cause)}`);
    for (const other of behind) {
      const link =
        cause.kind === "group" ? `it moves with ${renderMove(other)} in the ${renderCause(cause)}` : `it needs ${renderMove(other)}`;
      lines.push(`${indent}because ${link}`);
      lines.push(...renderCauses(plan, other, depth + 1, new Set([...seen, ...behind.map(({ name }) => name)])));
    }
  }
  return lines;
}

/** The packages by which a cause came: the dependency; of a group the members that move for a reason of their own. */
function packagesBehind(cause: Cause, { packages }: ReleasePlan): PlannedPackage[] {
  if (cause.kind === "dependency") return packages.filter(({ name }) => name === cause.package);
  if (cause.kind !== "group") return [];
  return packages.filter(
    ({ causes }) =>
      causes.some((other) => other.kind === "group" && other.group === cause.group) && causes.some(({ kind }) => kind !== "group"),
  );
}

function renderMove({ name, oldVersion, newVersion, bump }: PlannedPackage): string {
  return `${name} ${oldVersion} → ${newVersion} (${bump})`;
}

/** A cause in a few words. */
export function renderCause(cause: Cause): string {
  switch (cause.kind) {
    case "changeset":
      return `changeset ${cause.id}`;
    case "commit":
      return `commit ${cause.sha.slice(0, 7)}`;
    case "dependency":
      return `dependency ${cause.package}`;
    case "group":
      return `group ${cause.group}`;
  }
}
