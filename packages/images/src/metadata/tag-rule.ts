import { parseAttributes, type Attribute } from "./attributes.ts";
import { checkExpression, expressionHint, globalNames, pep440Names, scheduleNames, semverNames } from "./expression.ts";
import type { RuleProblem } from "./rule-problem.ts";

interface CommonAttributes {
  /** The rule as the person wrote it. */
  text: string;
  /** A template that must give `true` or `false`. */
  enable: string;
  /** Higher ones come first; the first tag is the version. */
  priority: number;
  /** A template before the tag; null leaves it to the flavor. */
  prefix: string | null;
  /** A template behind the tag; null leaves it to the flavor. */
  suffix: string | null;
}

/** One rule of docker/metadata-action's language, with its defaults filled in. Values and patterns are templates. */
export type TagRule = CommonAttributes &
  (
    | { type: "schedule"; pattern: string }
    | { type: "semver"; pattern: string; value: string; match: string }
    | { type: "pep440"; pattern: string; value: string; match: string }
    | { type: "match"; pattern: string; group: number; value: string }
    | { type: "edge"; branch: string }
    | { type: "ref"; event: "branch" | "tag" | "pr" }
    | { type: "raw"; value: string }
    | { type: "sha"; format: "short" | "long" }
  );

type TagType = TagRule["type"];

/** Priorities of rules that name none. */
const defaultPriorities: Readonly<Record<TagType, number>> = {
  schedule: 1000,
  semver: 900,
  pep440: 900,
  match: 800,
  edge: 700,
  ref: 600,
  raw: 200,
  sha: 100,
};

const knownAttributes: ReadonlySet<string> = new Set([
  "type",
  "enable",
  "priority",
  "prefix",
  "suffix",
  "value",
  "pattern",
  "match",
  "group",
  "branch",
  "event",
  "format",
]);

/** A rule being read: its text, its attributes, and where its problems go. */
interface Draft {
  text: string;
  attributes: ReadonlyMap<string, string>;
  report(attribute: string | null, message: string, hint: string): void;
}

/** What reading one rule gives. `rule` is null exactly when there are problems. */
export interface ParsedTagRule {
  rule: TagRule | null;
  problems: RuleProblem[];
  /** Things that are accepted and mean nothing: unknown attributes and names. One line each. */
  remarks: string[];
}

/** Reads one rule: `type=semver,pattern={{version}}`. A rule without a type is `raw`. Never throws. */
export function parseTagRule(text: string): ParsedTagRule {
  const problems: RuleProblem[] = [];
  const report: Draft["report"] = (attribute, message, hint) => problems.push({ kind: "rule", text, attribute, message, hint });
  const attributes = readAttributes(text, report);
  if (attributes === null) return { rule: null, problems, remarks: [] };
  const draft: Draft = { text, attributes, report };
  const rule = readRule(draft);
  const remarks = rule === null ? [] : checkTemplates(rule, draft);
  return { rule: problems.length > 0 ? null : rule, problems, remarks: [...unknownAttributes(draft), ...remarks] };
}

function readAttributes(text: string, report: Draft["report"]): Map<string, string> | null {
  let fields: Attribute[];
  try {
    fields = parseAttributes(text);
  } catch {
    report(null, "its quotes do not match", 'quote a whole field: type=match,"pattern=\\d{1,2}"');
    return null;
  }
  // A bare field is the value: `type=raw,nightly`.
  return new Map(fields.map(({ key, value }) => [key ?? "value", value]));
}

function readRule(draft: Draft): TagRule | null {
  const type = draft.attributes.get("type") ?? "raw";
  if (!isTagType(type)) {
    draft.report("type", `'${type}' is no type of rule`, `write one of ${Object.keys(defaultPriorities).join(", ")}`);
    return null;
  }
  const common = readCommon(draft, type);
  if (type === "schedule") return { ...common, type, pattern: optional(draft, "pattern", "nightly") };
  if (type === "semver" || type === "pep440") {
    return {
      ...common,
      type,
      pattern: required(draft, "pattern", "pattern={{version}}"),
      value: optional(draft, "value"),
      match: readMatch(draft),
    };
  }
  if (type === "match") return { ...common, type, pattern: readPattern(draft), group: readGroup(draft), value: optional(draft, "value") };
  if (type === "edge") return { ...common, type, branch: optional(draft, "branch") };
  if (type === "ref") {
    const event = oneOf(draft, "event", ["branch", "tag", "pr"]);
    return { ...common, type, event, prefix: common.prefix ?? (event === "pr" ? "pr-" : null) };
  }
  if (type === "raw") return { ...common, type, value: required(draft, "value", "value=nightly") };
  return { ...common, type, format: oneOf(draft, "format", ["short", "long"], "short"), prefix: common.prefix ?? "sha-" };
}

function isTagType(type: string): type is TagType {
  return Object.hasOwn(defaultPriorities, type);
}

function readCommon({ text, attributes, report }: Draft, type: TagType): CommonAttributes {
  const enable = attributes.get("enable") ?? "true";
  if (!enable.includes("{{") && enable !== "true" && enable !== "false")
    report("enable", `'${enable}' is neither true nor false`, enableHint);
  const priority = Number(attributes.get("priority") ?? defaultPriorities[type]);
  if (Number.isNaN(priority)) report("priority", `'${attributes.get("priority")}' is no number`, "write priority=900; higher comes first");
  return { text, enable, priority, prefix: attributes.get("prefix") ?? null, suffix: attributes.get("suffix") ?? null };
}

/** How to mend an `enable` that is neither true nor false. */
export const enableHint = "write enable=true, enable=false or enable={{is_default_branch}}";

function optional({ attributes }: Draft, key: string, fallback = ""): string {
  return attributes.get(key) ?? fallback;
}

function required({ attributes, report }: Draft, key: string, example: string): string {
  const value = attributes.get(key);
  if (value === undefined) report(key, "is missing", `add ${example}`);
  return value ?? "";
}

function oneOf<const Choice extends string>(
  { attributes, report }: Draft,
  key: string,
  choices: readonly [Choice, ...Choice[]],
  fallback?: Choice,
): Choice {
  const value = attributes.get(key) ?? fallback;
  const choice = choices.find((candidate) => candidate === value);
  const hint = `write ${choices.map((candidate) => `${key}=${candidate}`).join(" or ")}`;
  if (choice === undefined) report(key, value === undefined ? "is missing" : `'${value}' is not known`, hint);
  return choice ?? choices[0];
}

function readGroup({ attributes, report }: Draft): number {
  const group = Number(attributes.get("group") ?? "0");
  if (!Number.isInteger(group) || group < 0)
    report("group", `'${attributes.get("group")}' is no group's number`, "write group=1 for the first pair of brackets");
  return group;
}

function readPattern(draft: Draft): string {
  const pattern = required(draft, "pattern", "pattern=v(.*)");
  try {
    matchExpression(pattern);
  } catch {
    draft.report("pattern", `'${pattern}' is no regular expression`, "check its brackets; quote the field when it holds a comma");
  }
  return pattern;
}

function readMatch(draft: Draft): string {
  const match = optional(draft, "match");
  try {
    // With an empty alternative behind it the expression always matches, and the result counts its groups.
    const groups = match === "" ? 1 : (new RegExp(`${match}|`).exec("")?.length ?? 1) - 1;
    if (groups === 0)
      draft.report("match", `'${match}' has no group to take the version from`, "put brackets around the version: match=v(\\d.*)$");
  } catch {
    draft.report("match", `'${match}' is no regular expression`, "check its brackets; quote the field when it holds a comma");
  }
  return match;
}

/** The expression of a `match` rule: a bare source, or `/source/flags`. */
export function matchExpression(pattern: string): RegExp {
  const [, source, flags] = /^\/(.+)\/(.*)$/.exec(pattern) ?? [];
  return source === undefined ? new RegExp(pattern) : new RegExp(source, flags);
}

function unknownAttributes({ text, attributes }: Draft): string[] {
  return [...attributes.keys()]
    .filter((key) => !knownAttributes.has(key))
    .map((key) => `rule '${text}': attribute '${key}' is not known and does nothing`);
}

/** Reports templates that cannot be read; gives a remark for each name that will always be empty. */
function checkTemplates(rule: TagRule, { text, report }: Draft): string[] {
  const remarks: string[] = [];
  for (const [attribute, template, names] of templatesOf(rule)) {
    const { syntaxError, unknownNames } = checkExpression(template, names);
    if (syntaxError !== null) report(attribute, `'${template}' cannot be read: ${syntaxError}`, expressionHint);
    for (const name of unknownNames)
      remarks.push(
        `rule '${text}', attribute '${attribute}': {{${name}}} is not known here and gives nothing; known are ${names.join(", ")}`,
      );
  }
  return remarks;
}

function templatesOf(rule: TagRule): [attribute: string, template: string, names: readonly string[]][] {
  const common: [string, string, readonly string[]][] = [
    ["enable", rule.enable, globalNames],
    ["prefix", rule.prefix ?? "", globalNames],
    ["suffix", rule.suffix ?? "", globalNames],
  ];
  if ("value" in rule) common.push(["value", rule.value, globalNames]);
  if (rule.type === "schedule") common.push(["pattern", rule.pattern, scheduleNames]);
  if (rule.type === "semver") common.push(["pattern", rule.pattern, semverNames]);
  if (rule.type === "pep440") common.push(["pattern", rule.pattern, pep440Names]);
  return common;
}
