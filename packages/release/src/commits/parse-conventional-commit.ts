import { CommitParser } from "conventional-commits-parser";

/** One change as a conventional commit message tells it. */
export interface ConventionalChange {
  /** `feat`, `fix`, …; in lower case. */
  type: string;
  scope: string | null;
  subject: string;
  /** What breaks, when something does; "" when the message only has the mark `!`. Null when nothing breaks. */
  breaking: string | null;
  /** The commit it takes back: hex digits, maybe abbreviated; null for any other change. */
  reverts: string | null;
}

/** Types that a line of a squash merge's body may have without being configured. */
const commonTypes = new Set(["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"]);
const bullet = /^[*-] +(?=([\w-]+)(?:\([^)]*\))?!?: )/;

const parser = new CommitParser({
  headerPattern: /^([\w-]+)(?:\(([^)]*)\))?!?: +(.*)$/,
  breakingHeaderPattern: /^([\w-]+)(?:\(([^)]*)\))?!: +(.*)$/,
  revertPattern: /^revert:?\s"?([\s\S]+?)"?\s*This reverts commit (\w+)/i,
  noteKeywords: ["BREAKING CHANGE", "BREAKING-CHANGE"],
});

/**
 * The changes of a commit message by the rules of Conventional Commits: that of its header, and those that the body of
 * a squash merge lists (`* fix(api): …`), each once. A revert as git writes it (`Revert "…"`) is one of type `revert`.
 * Empty for a message that follows no convention.
 */
export function parseConventionalCommit(message: string): ConventionalChange[] {
  const changes = new Map<string, ConventionalChange>();
  for (const part of splitSquash(message)) {
    const change = parsePart(part);
    if (change === null) continue;
    const key = `${change.type}(${change.scope ?? ""}): ${change.subject.replace(/\s*\(#\d+\)$/, "")}`;
    const known = changes.get(key);
    if (known === undefined) changes.set(key, change);
    else known.breaking ??= change.breaking;
  }
  return [...changes.values()];
}

/** The number of the pull request that a squash merge names at the end of its header, `feat: x (#12)`; null without one. */
export function pullRequestOf(message: string): number | null {
  const found = /\(#(\d+)\)\s*$/.exec(message.split("\n", 1)[0] ?? "")?.[1];
  return found === undefined ? null : Number(found);
}

/** The message without its list, then each entry of the list as a message of its own. */
function splitSquash(message: string): string[] {
  const parts: string[][] = [[]];
  for (const [index, line] of message.split(/\r?\n/).entries()) {
    const type = index === 0 ? undefined : bullet.exec(line)?.[1]?.toLowerCase();
    if (type !== undefined && commonTypes.has(type)) parts.push([line.replace(bullet, "")]);
    else parts.at(-1)?.push(line.replace(/^ {2}/, ""));
  }
  return parts.map((lines) => lines.join("\n"));
}

function parsePart(message: string): ConventionalChange | null {
  if (message.trim() === "") return null;
  const parsed = parser.parse(message);
  const reverts = parsed.revert?.["hash"] ?? null;
  const { type, scope, subject } = parsed;
  const isConventional = typeof type === "string" && typeof subject === "string" && subject.trim() !== "";
  if (!isConventional && reverts === null) return null;
  const note = parsed.notes[0]?.text.trim();
  const header = parsed.header ?? "";
  return {
    type: isConventional ? type.toLowerCase() : "revert",
    scope: isConventional ? (scope ?? null) : null,
    subject: isConventional ? subject.trim() : header,
    breaking: note === undefined ? null : note === subject?.trim() ? "" : note,
    reverts,
  };
}
