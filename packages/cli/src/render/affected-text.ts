import { styleText } from "node:util";
import type { AffectedImage, AffectedResult, Reason } from "@sluice/affected";
import { count } from "./count.ts";
import { printable } from "./printable.ts";

/** How many paths or names of one kind of reason are shown before the rest is counted. */
const SHOWN = 3;

/** The result for a person: the range, then every project and image with its reasons, grouped by kind. */
export function renderAffectedText(result: AffectedResult, { color = false }: { color?: boolean } = {}): string {
  const bold = (text: string): string => (color ? styleText("bold", text, { validateStream: false }) : text);
  const { projects, images, changedFiles } = result;
  const lines = [
    renderRange(result),
    `${count(changedFiles.length, "changed file")}, ${count(projects.length, "affected project")}, ${count(images.length, "affected image")}`,
  ];
  for (const { name, root, targets, reasons } of projects) {
    lines.push(
      "",
      `${bold(printable(name))}  ${printable(root)}${targets.length === 0 ? "" : `  [${targets.join(" ")}]`}`,
      ...renderReasons(reasons),
    );
  }
  for (const image of images) lines.push("", `image of ${bold(printable(image.project))}`, ...renderReasons(image.reasons));
  return lines.join("\n");
}

/** `compared with 1a2b3c4 (merge base), the working tree`. */
export function renderRange({ base, head }: Pick<AffectedResult, "base" | "head">): string {
  const end = head.revision === null ? "the working tree" : head.revision.slice(0, 7);
  if (base.revision === null) return `${end}, ${withoutRevision[base.source] ?? "with the files that were given"}`;
  return `${end}, compared with ${base.revision.slice(0, 7)} (${base.source.replaceAll("-", " ")})`;
}

const withoutRevision: Partial<Record<AffectedResult["base"]["source"], string>> = {
  none: "compared with nothing: the base is unknown",
  "release-tag": "each project compared with its own last release",
};

function renderReasons(reasons: AffectedImage["reasons"]): string[] {
  const groups = new Map<string, string[]>();
  for (const reason of reasons) {
    const { title, detail } = describe(reason);
    groups.set(title, [...(groups.get(title) ?? []), ...(detail === "" ? [] : [detail])]);
  }
  return [...groups].map(([title, details]) => `  ${title}${details.length === 0 ? "" : `: ${shorten(details)}`}`).map(printable);
}

/** What a reason says, as a group's title and one entry of the group. */
export function describe(reason: Reason): { title: string; detail: string } {
  switch (reason.kind) {
    case "file":
      return { title: "changed", detail: reason.path };
    case "dependency":
      return { title: "depends on", detail: reason.project };
    case "external":
      return { title: `other packages in ${reason.lockfile}`, detail: reason.package };
    case "workspace":
      return { title: "changed for all who read it", detail: reason.path };
    case "deleted-project":
      return { title: "depended on a project that is gone", detail: reason.project };
    case "unknown-base":
      return { title: "the base is unknown", detail: "" };
    case "base-image":
      return { title: "built from", detail: reason.reference };
  }
}

function shorten(details: readonly string[]): string {
  const rest = details.length - SHOWN;
  return `${details.slice(0, SHOWN).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
