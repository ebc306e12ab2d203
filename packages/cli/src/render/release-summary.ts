import type { Artifact, ReleasePlan } from "@sluice/release";
import { code, folded, markdownTable } from "./markdown.ts";
import { renderCause } from "./release-plan.ts";

/** More lines than this are behind a click. */
const SHOWN = 30;

/** The release plan, for the job's summary. */
export function renderReleaseSummary({ packages, artifacts, digest }: ReleasePlan): string {
  const released = packages.filter(({ bump }) => bump !== "none");
  if (released.length === 0) return "### Release plan\n\nNothing to release.";
  const rows = released.map(({ name, oldVersion, newVersion, bump, causes }) => [
    code(name),
    `${oldVersion} → ${newVersion}`,
    bump,
    code(causes.map(renderCause).join(", ")),
  ]);
  const table = markdownTable(["package", "version", "bump", "because of"], rows);
  return ["### Release plan", "", ...fold(table), "", ...renderArtifacts(artifacts), "", `Plan ${code(digest)}`].join("\n");
}

/** What was published now, for the job's summary. */
export function renderPublishSummary(releases: readonly string[], published: readonly Artifact[]): string {
  const title = ["### Published", ""];
  if (published.length === 0) return [...title, "Nothing: everything was there before."].join("\n");
  return [...title, releases.map(code).join(", "), "", ...renderArtifacts(published)].join("\n");
}

function renderArtifacts(artifacts: readonly Artifact[]): string[] {
  return fold(
    markdownTable(
      ["kind", "artifact"],
      artifacts.map(({ kind, reference }) => [kind, code(reference)]),
    ),
  );
}

function fold(table: readonly string[]): string[] {
  return folded(table, `${table.length - 2} lines`, table.length > SHOWN);
}
