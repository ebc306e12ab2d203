import { isSluiceError } from "@sluice/core";
import * as pep440 from "@renovatebot/pep440";
import semver from "semver";
import { dateExpressions, expressionHint, isRawPattern, renderExpression, shortSha, type ExpressionValues } from "./expression.ts";
import { stableVersions, versionForImage } from "./git-tag-version.ts";
import { toImageTag } from "./image-tag.ts";
import { movingRange } from "./moving-tag.ts";
import { decorate, latestTag, type ImageTags, type TagContext } from "./image-tags.ts";
import type { RuleProblem } from "./rule-problem.ts";
import { enableHint, matchExpression, type TagRule } from "./tag-rule.ts";

/** What one rule gives for the event. */
interface Candidate {
  /** Not yet a valid tag. */
  text: string;
  /** Whether the rule brings `latest` along when the flavor leaves it to the rule. */
  latest: boolean;
  /** A higher version that has been released and gives the same tag: the tag belongs to that one. */
  heldBy?: string | undefined;
  /** Of a tag that moves from release to release: the version that claims it and the range of those that may. */
  moving?: { version: string; range: string } | undefined;
  /** The stable version that the rule has read: it claims `latest`. */
  release?: semver.SemVer | undefined;
}

type Outcome = Candidate | { remark: string } | null;

/**
 * Computes tags by explicit rules, as docker/metadata-action does: rules by priority, the first tag is the version and
 * its rule decides on `latest`. Beyond that action, every tag is valid, and a tag of a version rule does not move back
 * from a higher existing version. Problems that show only with an event (an `enable` that gives neither true nor
 * false) are pushed to `problems`.
 */
export function computeRuleTags(rules: readonly TagRule[], context: TagContext, problems: RuleProblem[]): ImageTags {
  const tags: (Pick<Candidate, "heldBy" | "moving"> & { name: string })[] = [];
  const remarks: string[] = [];
  let latest: boolean | null = null;
  let release: semver.SemVer | null = null;
  for (const rule of rules.toSorted((a, b) => b.priority - a.priority)) {
    const outcome = evaluateSafely(rule, context, problems);
    if (outcome === null) continue;
    if ("remark" in outcome) {
      remarks.push(`rule '${rule.text}': ${outcome.remark}`);
      continue;
    }
    if (outcome.text === "") continue;
    const name = toImageTag(outcome.text);
    latest ??= outcome.latest;
    release ??= outcome.release ?? null;
    if (!tags.some((tag) => tag.name === name)) tags.push({ name, heldBy: outcome.heldBy, moving: outcome.moving });
  }
  release ??= gitTagRelease(context);
  const { flavor } = context;
  const latestName = toImageTag(latestTag(context));
  const claim = release === null ? {} : { heldBy: newerRelease(release, context), moving: { version: release.version, range: "*" } };
  // A rule may name `latest` itself: on a release it is moved no further back by that.
  for (const tag of tags) if (tag.name === latestName) Object.assign(tag, claim);
  // Then it is said twice, as by that action.
  const withLatest = tags.length > 0 && (flavor.latest === "auto" ? latest === true : flavor.latest === "true");
  if (withLatest) tags.push({ name: latestName, heldBy: undefined, moving: undefined, ...claim });
  for (const { name, heldBy } of tags) {
    if (heldBy !== undefined) remarks.push(`the tag '${name}' stays at ${heldBy}, which is higher`);
  }
  const free = tags.filter(({ heldBy }) => heldBy === undefined);
  return {
    version: tags[0]?.name ?? "",
    tagNames: free.map(({ name }) => name),
    moving: free.flatMap(({ name, moving }) => (moving === undefined ? [] : [{ name, ...moving }])),
    remarks,
  };
}

/** The stable version that the git tag releases; on a branch there is none, and tags follow the branch. */
function gitTagRelease({ reference, shortName }: TagContext): semver.SemVer | null {
  const version = reference.kind === "tag" ? versionForImage(reference.gitTag, shortName) : null;
  return version === null || version.prerelease.length > 0 ? null : version;
}

/** A higher stable version than the one that is released. */
function newerRelease(release: semver.SemVer, { existingVersions }: TagContext): string | undefined {
  return stableVersions(existingVersions).find((other) => semver.gt(other, release))?.version;
}

/** Evaluates an enabled rule and puts prefix and suffix on. A rule that fails becomes a problem, so that all are reported. */
function evaluateSafely(rule: TagRule, context: TagContext, problems: RuleProblem[]): Outcome {
  try {
    const enabled = renderExpression(rule.enable, context.globals);
    if (enabled !== "true" && enabled !== "false") {
      problems.push({
        kind: "rule",
        text: rule.text,
        attribute: "enable",
        message: `gives '${enabled}', neither true nor false`,
        hint: enableHint,
      });
    }
    const outcome = enabled === "true" ? evaluate(rule, context) : null;
    return outcome === null || "remark" in outcome ? outcome : { ...outcome, text: decorate(outcome.text, rule, context) };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    problems.push({ kind: "rule", text: rule.text, attribute: null, message: error.message, hint: error.hint ?? expressionHint });
    return null;
  }
}

function evaluate(rule: TagRule, context: TagContext): Outcome {
  const { reference, globals } = context;
  switch (rule.type) {
    case "schedule":
      return reference.eventName.includes("schedule")
        ? { text: renderExpression(rule.pattern, dateExpressions(context)), latest: false }
        : null;
    case "semver":
      return evaluateSemver(rule, context);
    case "pep440":
      return evaluatePep440(rule, context);
    case "match":
      return evaluateMatch(rule, context);
    case "edge":
      return evaluateEdge(rule.branch, context);
    case "ref":
      return evaluateRef(rule.event, context);
    case "raw":
      return { text: renderExpression(rule.value, globals), latest: false };
    case "sha":
      if (reference.sha === "") return null;
      return { text: rule.format === "long" ? reference.sha : shortSha(reference.sha, context.shaLength), latest: false };
  }
}

function evaluateEdge(branch: string, { reference, defaultBranch }: TagContext): Outcome {
  return reference.kind === "branch" && reference.branch === (branch || defaultBranch) ? { text: "edge", latest: false } : null;
}

function evaluateRef(event: "branch" | "tag" | "pr", { reference }: TagContext): Outcome {
  if (event === "branch" && reference.kind === "branch") return { text: reference.branch, latest: false };
  if (event === "tag" && reference.kind === "tag") return { text: reference.gitTag, latest: true };
  if (event === "pr" && reference.kind === "pull-request") return { text: reference.pullRequest, latest: false };
  return null;
}

/** The text a version rule looks at: its own value, else the git tag; null when there is neither. */
function versionSource(value: string, { reference, globals }: TagContext): string | null {
  if (value !== "") return renderExpression(value, globals);
  return reference.kind === "tag" ? reference.gitTag : null;
}

/** The version's text: the first group of `match` where it matches. A tag cannot hold a `/`, so it is none here either. */
function versionText(source: string, match: string): string {
  const found = match === "" ? null : new RegExp(match).exec(source);
  return (found === null ? source : (found[1] ?? "")).replaceAll("/", "-");
}

function evaluateMatch(rule: TagRule & { type: "match" }, context: TagContext): Outcome {
  const source = versionSource(rule.value, context);
  if (source === null) return null;
  // Not exec: with the flag g, the groups are the matches.
  const found = source.match(matchExpression(rule.pattern));
  if (found === null) return { remark: `'${rule.pattern}' does not match '${source}'` };
  const text = found[rule.group];
  if (text === undefined) return { remark: `'${rule.pattern}' has no group ${rule.group} in '${source}'` };
  const release = gitTagRelease(context);
  if (release === null || !source.includes(release.version)) return { text, latest: true };
  const render = (other: semver.SemVer) =>
    source.replace(release.version, other.version).match(matchExpression(rule.pattern))?.[rule.group];
  return { text, latest: true, ...standing(release, render, context) };
}

/** What a release has of a tag that `render` makes of its version: the tag moves with the versions that it does not tell apart, `1.2` with 1.2.3 and 1.2.4. */
function standing(
  release: semver.SemVer,
  render: (other: semver.SemVer) => string | undefined,
  { existingVersions }: TagContext,
): Pick<Candidate, "heldBy" | "moving" | "release"> {
  const tag = render(release);
  const newer = stableVersions(existingVersions).find((other) => semver.gt(other, release) && render(other) === tag);
  const range = movingRange(release, render);
  return { heldBy: newer?.version, moving: range === null ? undefined : { version: release.version, range }, release };
}

function evaluateSemver(rule: TagRule & { type: "semver" }, context: TagContext): Outcome {
  const source = versionSource(rule.value, context);
  if (source === null) return null;
  const text = versionText(source, rule.match);
  const version = semver.parse(text);
  if (version === null) return { remark: `'${text}' is no semantic version` };
  if (version.prerelease.length > 0) return prerelease(rule.pattern, semverValues(version));
  const render = (other: semver.SemVer) => renderExpression(rule.pattern, semverValues(other));
  return { text: render(version), latest: true, ...standing(version, render, context) };
}

function semverValues(version: semver.SemVer): ExpressionValues {
  return { ...version };
}

/** A prerelease never takes a shortened tag: the pattern counts only where it is the raw version. */
function prerelease(pattern: string, values: ExpressionValues): Candidate {
  return { text: renderExpression(isRawPattern(pattern) ? pattern : "{{version}}", values), latest: false };
}

function evaluatePep440(rule: TagRule & { type: "pep440" }, context: TagContext): Outcome {
  const source = versionSource(rule.value, context);
  if (source === null) return null;
  const text = versionText(source, rule.match);
  const explained = pep440.explain(text);
  if (explained === null) return { remark: `'${text}' is no version in the sense of PEP 440` };
  const cleaned = pep440.clean(text) ?? text;
  if (explained.is_prerelease || explained.is_postrelease || explained.is_devrelease)
    return { text: isRawPattern(rule.pattern) ? text : cleaned, latest: false };
  const tag = renderExpression(rule.pattern, pep440Values(text));
  const newer = context.existingVersions.find(
    (other) => isNewerPep440(other, text) && renderExpression(rule.pattern, pep440Values(other)) === tag,
  );
  const release = semver.parse(cleaned);
  if (release === null) return { text: tag, latest: true, heldBy: newer };
  const render = (other: semver.SemVer) => renderExpression(rule.pattern, pep440Values(other.version));
  return { text: tag, latest: true, ...standing(release, render, context) };
}

function pep440Values(version: string): ExpressionValues {
  return {
    raw: version,
    version: pep440.clean(version),
    major: pep440.major(version),
    minor: pep440.minor(version),
    patch: pep440.patch(version),
  };
}

function isNewerPep440(other: string, version: string): boolean {
  const explained = pep440.explain(other);
  if (explained === null || explained.is_prerelease || explained.is_devrelease) return false;
  return pep440.gt(other, version);
}
