import type { Cause, ReleasePlan } from "../model/release-plan.ts";

/** Everything of a release pull request that a person reads. */
export interface ReleasePullRequest {
  title: string;
  /** Markdown. */
  body: string;
  /** Message of its one commit. */
  message: string;
}

/** GitHub takes 65,536 characters. */
const bodyAtMost = 60_000;

/**
 * Writes the pull request of a release plan: every package with its versions and why, what publishing makes and where,
 * from which commit, the changelogs, and the plan's digest. Changelogs that would make it too long for GitHub are left out.
 */
export function assembleReleasePullRequest(plan: ReleasePlan): ReleasePullRequest {
  const released = plan.packages.filter(({ bump }) => bump !== "none");
  const title = renderTitle(released.map(({ name, newVersion }) => `${name} ${newVersion}`));
  const head = [
    "Merging this is the approval of the release. It is made anew when its base moves on; edit changesets, not this branch.",
    table(
      ["package", "from", "to", "bump", "because of"],
      released.map(({ name, oldVersion, newVersion, bump, causes }) => [
        name,
        oldVersion,
        `**${newVersion}**`,
        bump,
        causes.map(renderCause).join(", "),
      ]),
    ),
    "### What publishing it makes",
    table(
      ["kind", "reference"],
      plan.artifacts.map(({ kind, reference }) => [kind, `\`${reference}\``]),
    ),
    ...(plan.warnings.length === 0 ? [] : ["### Warnings", plan.warnings.map(({ code, message }) => `- ${code}: ${message}`).join("\n")]),
  ].join("\n\n");
  const foot = `Plan \`${plan.digest}\` of the commit ${plan.commit}.`;
  return {
    title,
    body: [head, ...renderChangelogs(released, bodyAtMost - head.length - foot.length), foot].join("\n\n"),
    message: `${title}\n\nSluice-Plan: ${plan.digest}\n`,
  };
}

/** Whether a commit is one that `release pr` made, and not one that somebody put on its branch. */
export function isReleaseCommit(message: string): boolean {
  return /^Sluice-Plan: sha256:[0-9a-f]{64}$/m.test(message);
}

function renderTitle(names: readonly string[]): string {
  return names.length > 3 ? `chore: release ${names.length} packages` : `chore: release ${names.join(", ")}`;
}

function renderChangelogs(released: readonly { name: string; changelog: string }[], room: number): string[] {
  const sections: string[] = [];
  let left = room;
  for (const { name, changelog } of released) {
    const section = `<details><summary>${name}</summary>\n\n${changelog}\n\n</details>`;
    left -= section.length + 2;
    if (left < 0) break;
    sections.push(section);
  }
  const missing = released.length - sections.length;
  const note = missing === 0 ? [] : [`The changelogs of ${missing} further packages are in the changed files.`];
  return ["### Changelogs", ...sections, ...note];
}

function renderCause(cause: Cause): string {
  switch (cause.kind) {
    case "changeset":
      return `changeset \`${cause.id}\``;
    case "commit":
      return cause.sha;
    case "dependency":
      return cause.package;
    case "group":
      return `group \`${cause.group}\``;
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(head), tableRow(head.map(() => "---")), ...rows.map(tableRow)].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
