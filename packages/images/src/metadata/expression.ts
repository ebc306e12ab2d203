import { createRequire } from "node:module";
import { SluiceError } from "@sluice/core";
import type Handlebars from "handlebars";
import { formatDate } from "./format-date.ts";
import type { GitReference } from "./git-reference.ts";

const load = createRequire(import.meta.url);

/** What a global expression may look at. */
export interface ExpressionContext {
  reference: GitReference;
  /** null when nobody could say; then no branch is the default one. */
  defaultBranch: string | null;
  /** Digits of `{{sha}}`; a length above the whole hash gives the whole. */
  shaLength: number;
  /** The time of `{{date}}`. */
  now: Date;
  /** The time of `{{commit_date}}`. */
  commitTime: Date;
}

/** A value an expression may name: a text, or a function that a template may call with arguments. */
export type ExpressionValues = Readonly<Record<string, unknown>>;

const dateNames = ["date", "commit_date"];
export const globalNames: readonly string[] = [
  "branch",
  "tag",
  "sha",
  "base_ref",
  "is_default_branch",
  "is_not_default_branch",
  ...dateNames,
];
export const scheduleNames: readonly string[] = dateNames;
export const semverNames: readonly string[] = ["raw", "version", "major", "minor", "patch", "prerelease", "build"];
export const pep440Names: readonly string[] = ["raw", "version", "major", "minor", "patch"];

/**
 * The values of the global expressions: `{{branch}}`, `{{sha}}`, `{{date 'YYYYMMDD' tz='Asia/Tokyo'}}`, … All are functions, so
 * that a template may also call them: `{{#if (branch)}}`.
 */
export function globalExpressions(context: ExpressionContext): ExpressionValues {
  const { reference } = context;
  const isDefault = isDefaultBranch(context);
  return {
    branch: () => reference.branch,
    tag: () => reference.gitTag,
    sha: () => shortSha(reference.sha, context.shaLength),
    base_ref: () => reference.baseRef,
    is_default_branch: () => String(isDefault),
    is_not_default_branch: () => String(!isDefault),
    ...dateExpressions(context),
  };
}

/** `{{date …}}` and `{{commit_date …}}`, all that a schedule's pattern knows. */
export function dateExpressions({ now, commitTime }: { now: Date; commitTime: Date }): ExpressionValues {
  return { date: dateHelper(now), commit_date: dateHelper(commitTime) };
}

/** The first `length` digits of a commit hash. */
export function shortSha(sha: string, length: number): string {
  return sha.slice(0, length);
}

/**
 * Fills in the expressions of a template. The language is Handlebars', and values are HTML-escaped as Handlebars does:
 * a branch `a=b` has always given `a-x3D-b`, and a team that moves here must find its tags again. `{{{branch}}}` is not escaped.
 *
 * @throws SLUICE_INVALID_TAG_RULE on wrong syntax, an unknown time zone, or an unknown option of a date.
 */
export function renderExpression(template: string, values: ExpressionValues): string {
  if (!template.includes("{{")) return template;
  try {
    return handlebars().compile(template)(values);
  } catch (error) {
    throw new SluiceError("SLUICE_INVALID_TAG_RULE", `'${template}': ${lastLine(error)}`, { hint: expressionHint, cause: error });
  }
}

/** How to mend a template that cannot be read or filled in. */
export const expressionHint = "close every {{ with }}; a date is written {{date 'YYYYMMDD' tz='Europe/Berlin'}}";

/** What is wrong with a template before any event is known: its syntax, and the names it uses that mean nothing. */
export function checkExpression(template: string, names: readonly string[]): { syntaxError: string | null; unknownNames: string[] } {
  if (!template.includes("{{")) return { syntaxError: null, unknownNames: [] };
  try {
    const unknown = rootNames(handlebars().parse(template)).filter((name) => !names.includes(name));
    return { syntaxError: null, unknownNames: [...new Set(unknown)] };
  } catch (error) {
    return { syntaxError: lastLine(error), unknownNames: [] };
  }
}

/** Whether the pattern is `{{raw}}` and nothing else, however that is written: `{{ raw }}`, `{{this.raw}}`. */
export function isRawPattern(pattern: string): boolean {
  // Most patterns do not speak of it, and wait for no parser.
  if (!pattern.includes("raw")) return false;
  const { body } = handlebars().parseWithoutProcessing(pattern);
  const [only] = body;
  return body.length === 1 && only?.type === "MustacheStatement" && "path" in only && pathNames(only.path, 2).join() === "raw";
}

function isDefaultBranch({ reference, defaultBranch }: ExpressionContext): boolean {
  if (reference.ref === "") return false;
  if (reference.kind === "branch" && reference.branch === defaultBranch) return true;
  // GitHub runs these events on the last commit of the default branch. `create` can be about another one, and was
  // always answered this way.
  return /create|discussion|issues|schedule/.test(reference.eventName);
}

function dateHelper(date: Date): (...args: unknown[]) => string {
  return (...args) => {
    const options = args.pop() as Handlebars.HelperOptions;
    const hash: Record<string, unknown> = options.hash;
    for (const key of Object.keys(hash)) {
      if (key !== "tz") throw new Error(`a date has no option '${key}', only tz`);
    }
    const [format] = args;
    return formatDate(date, typeof format === "string" ? format : undefined, typeof hash["tz"] === "string" ? hash["tz"] : undefined);
  };
}

function handlebars(): typeof Handlebars {
  // Loaded on first use: the default scheme and plain rules have no template.
  return load("handlebars") as typeof Handlebars;
}

/** Names at the start of every path in the template: what the author expects to exist. */
function rootNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(rootNames);
  if (typeof node !== "object" || node === null) return [];
  if ("type" in node && (node.type === "MustacheStatement" || node.type === "SubExpression") && "path" in node) return pathNames(node.path);
  return Object.values(node).flatMap(rootNames);
}

/** The first `count` parts of a path: `this.raw` has one. */
function pathNames(path: unknown, count = 1): string[] {
  if (typeof path !== "object" || path === null || !("parts" in path) || !Array.isArray(path.parts)) return [];
  return path.parts.slice(0, count).filter((part) => typeof part === "string");
}

/** Handlebars says where on several lines with a picture; the last line is what it expected. */
function lastLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n").at(-1) ?? message;
}
