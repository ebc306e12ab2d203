import type { FileChange, InitPlan } from "@sluice/setup";
import { count } from "./count.ts";
import { paintDiff } from "./diff.ts";

const MARKS = { create: "+", update: "~", unchanged: "=", keep: "!", delete: "-" } as const;
const SHOWN = 20;

/** What was found and what will be written. `isWhole`: new files in full, too. */
export function renderInitPlan(plan: InitPlan, { color, isWhole }: { color: boolean; isWhole: boolean }): string {
  const kept = plan.files.filter(({ action }) => action === "keep");
  const diffs = plan.files.filter(({ action, diff }) => diff !== "" && (isWhole || action === "update" || action === "keep"));
  return [
    ...renderProjects(plan),
    "",
    ...renderBeside(plan),
    ...plan.files.map((file) => `  ${MARKS[file.action]} ${file.path}${remark(file)}`),
    ...diffs.flatMap(({ diff }) => ["", ...paintDiff(diff, color)]),
    ...(kept.length === 0
      ? []
      : [
          "",
          "A file marked ! is a person's and stays as it is; the difference is what Sluice would write.",
          "To take Sluice's: sluice workflows write --force",
        ]),
  ].join("\n");
}

function renderBeside({ beside }: InitPlan): string[] {
  if (beside.length === 0) return [];
  const names = beside.map((path) => path.slice(path.lastIndexOf("/") + 1)).join(", ");
  return [`Workflows of your own stay as they are (${names}); those of Sluice stand beside them and begin with sluice-.`, ""];
}

function renderProjects({ projects, images }: InitPlan): string[] {
  const counts = new Map<string, number>();
  for (const { ecosystem } of projects) counts.set(ecosystem, (counts.get(ecosystem) ?? 0) + 1);
  const summary = [...counts].map(([ecosystem, count]) => `${count} ${ecosystem}`).join(", ");
  if (projects.length === 0) return ["No projects were found: no package.json, pyproject.toml, go.mod, Cargo.toml or Dockerfile."];
  // Images, then the other services and libraries; what only describes infrastructure is counted above.
  const ranked = projects.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const width = Math.max(...ranked.map(({ name }) => name.length));
  const rows = ranked.map(
    ({ name, root, ecosystem, image }) => `  ${name.padEnd(width)}  ${ecosystem.padEnd(9)}  ${root}${image ? "  (image)" : ""}`,
  );
  const more = projects.length - SHOWN;
  return [
    `Found ${count(projects.length, "project")} (${summary}), images: ${images}`,
    ...rows,
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function rank({ image, ecosystem }: InitPlan["projects"][number]): number {
  if (image) return 0;
  return ecosystem === "kustomize" || ecosystem === "helm" || ecosystem === "terraform" ? 2 : 1;
}

function remark({ action, text }: FileChange): string {
  if (action === "create") return `  (new, ${text.trimEnd().split("\n").length} lines)`;
  return action === "keep" ? "  (kept)" : "";
}

/** After the files were written: what to do next. */
export function renderDone({ next }: InitPlan, written: readonly string[]): string {
  if (written.length === 0) return "\nNothing to do: all of it is there.";
  return ["", `Wrote ${count(written.length, "file")}. Next:`, ...next.map((line) => `  ${line}`)].join("\n");
}
