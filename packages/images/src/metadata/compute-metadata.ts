import type { Warning } from "@sluice/core";
import { splitRuleLines } from "./attributes.ts";
import { computeDefaultTags } from "./default-tags.ts";
import { globalExpressions, type ExpressionValues } from "./expression.ts";
import { parseFlavor, type Flavor } from "./flavor.ts";
import { parseGitReference, type GitReference, type MetadataEvent } from "./git-reference.ts";
import { versionForImage } from "./git-tag-version.ts";
import { imageShortName, parseImageRules, type ImageRule } from "./image-rule.ts";
import type { ImageTags } from "./image-tags.ts";
import { type MovingTag, versionTagOf } from "./moving-tag.ts";
import { checkLabels, mergeLabels, standardLabels, type RepositoryDetails } from "./labels.ts";
import { throwRuleProblems, type RuleProblem } from "./rule-problem.ts";
import { computeRuleTags } from "./rule-tags.ts";
import { parseTagRule, type TagRule } from "./tag-rule.ts";

/** Everything that tags and labels are made from, as values. */
export interface MetadataInput {
  event: MetadataEvent;
  repository: RepositoryDetails;
  /** Images in the rule language; without any, tags come without an image's name. */
  images?: readonly string[];
  /** The variant of the images that the tags are for: `cuda` for `1.2.3-cuda` and `latest-cuda`. None when left out or null. */
  variant?: string | null;
  /** Tag rules; the default scheme without any. Blocks of several lines are split. */
  rules?: readonly string[];
  flavor?: readonly string[];
  /** `key=value`, with expressions. */
  labels?: readonly string[];
  annotations?: readonly string[];
  /** Where annotations go, in buildx's words: `manifest`, `index`, `manifest-descriptor`, `index-descriptor`. Default `manifest`. */
  annotationLevels?: readonly string[];
  /** The time of `{{date}}`. */
  now: Date;
  /** The time of the `created` label. The commit's time when left out, so that one commit gives the same bytes. */
  created?: Date | undefined;
  /** The time of the commit, in UTC. */
  commitTime: Date;
  /** Digits of a short commit hash. Default 7. */
  shaLength?: number | undefined;
  /** Take the head commit of a pull request, not GitHub's merge commit. */
  prHeadSha?: boolean;
  /** Versions that have been released of these images (`1.2.3`): `1.2`, `1` and `latest` never move back from them. */
  existingVersions?: readonly string[];
  /** The repository's git tags; those that release an image count as its existing versions. */
  existingGitTags?: readonly string[];
}

/** Tags, labels and annotations for one event. The document of `sluice images metadata --json`, and warnings. */
export interface Metadata {
  schemaVersion: 1;
  /** The first tag; "" when there is none. */
  version: string;
  /** Full references where images were named, else tag names. */
  tags: string[];
  labels: Record<string, string>;
  /** Keys are `level:key`, as `docker buildx build --annotation` takes them. */
  annotations: Record<string, string>;
  /** Those of the tags that only ever move forward, where images were named. */
  moving: MovingTag[];
  /** Never on a pull request, and not in a merge queue: what it checks may never be merged. */
  push: boolean;
  warnings: Warning[];
}

/**
 * Computes tags, labels and annotations for an event. Pure: the same input gives the same result.
 *
 * @throws SLUICE_INVALID_TAG_RULE that lists every wrong rule, flavor, image, label and annotation.
 */
export function computeMetadata(input: MetadataInput): Metadata {
  const plan = readPlan(input);
  const perImage = imagesOf(plan.images).map((image) => ({ image, ...computeTags(image, plan, input) }));
  throwRuleProblems(plan.problems);
  const version = perImage.find((tags) => tags.version !== "")?.version ?? "";
  const { created = input.commitTime, repository, annotationLevels = ["manifest"] } = input;
  const standard = standardLabels({ repository, version, revision: plan.reference.sha, created });
  return {
    schemaVersion: 1,
    version,
    tags: perImage.flatMap(({ image, tagNames }) => tagNames.map((name) => (image === null ? name : `${image}:${name}`))),
    labels: mergeLabels(standard, plan.labels, plan.globals),
    annotations: mergeLabels(standard, plan.annotations, plan.globals, annotationLevels),
    moving: perImage.flatMap((tags) => movingTags(tags)),
    push: plan.reference.kind !== "pull-request" && !isBeforeMerge(input.event),
    warnings: warningsOf([...plan.remarks, ...perImage.flatMap(({ remarks }) => remarks)]),
  };
}

function movingTags({ image, tagNames, moving }: ImageTags & { image: string | null }): MovingTag[] {
  if (image === null) return [];
  return moving.map(({ name, version, range }) => ({
    reference: `${image}:${name}`,
    version,
    range,
    versionTag: versionTagOf(tagNames, version),
  }));
}

/** The input of {@link computeMetadata}, parsed once for all images. */
interface Plan {
  reference: GitReference;
  globals: ExpressionValues;
  rules: TagRule[];
  flavor: Flavor;
  images: ImageRule[];
  labels: string[];
  annotations: string[];
  remarks: string[];
  problems: RuleProblem[];
}

const defaultShaLength = 7;

function readPlan(input: MetadataInput): Plan {
  const reference = parseGitReference(input.event, { prHeadSha: input.prHeadSha ?? false });
  const parsedRules = splitRuleLines(input.rules ?? []).map(parseTagRule);
  const { flavor, problems: flavorProblems } = parseFlavor(splitRuleLines(input.flavor ?? []));
  const { images, problems: imageProblems } = parseImageRules(splitRuleLines(input.images ?? []));
  const labels = splitRuleLines(input.labels ?? []);
  const annotations = splitRuleLines(input.annotations ?? []);
  const ruleProblems = parsedRules.flatMap(({ problems }) => problems);
  const problems = [
    ...ruleProblems,
    ...flavorProblems,
    ...imageProblems,
    ...checkLabels(labels, "label"),
    ...checkLabels(annotations, "annotation"),
  ];
  throwRuleProblems(problems);
  return {
    reference,
    globals: globalExpressions(expressionContext(input, reference)),
    rules: parsedRules.flatMap(({ rule }) => (rule === null ? [] : [rule])),
    flavor,
    images,
    labels,
    annotations,
    remarks: parsedRules.flatMap(({ remarks }) => remarks),
    problems,
  };
}

function expressionContext({ repository, shaLength = defaultShaLength, now, commitTime }: MetadataInput, reference: GitReference) {
  return { reference, defaultBranch: repository.defaultBranch, shaLength, now, commitTime };
}

/** Names of the images to tag; null once where tags are made for no image in particular. */
function imagesOf(images: readonly ImageRule[]): (string | null)[] {
  const names = images.filter(({ enable }) => enable).map(({ name }) => name);
  return names.length === 0 ? [null] : names;
}

function computeTags(image: string | null, plan: Plan, input: MetadataInput): ImageTags {
  const shortName = image === null ? null : imageShortName(image);
  const { existingVersions = [], existingGitTags = [] } = input;
  const released = existingGitTags.flatMap((gitTag) => versionForImage(gitTag, shortName)?.version ?? []);
  const context = {
    ...expressionContext(input, plan.reference),
    flavor: plan.flavor,
    globals: plan.globals,
    variant: input.variant ?? null,
    shortName,
    existingVersions: [...existingVersions, ...released],
  };
  return plan.rules.length === 0 ? computeDefaultTags(context) : computeRuleTags(plan.rules, context, plan.problems);
}

function isBeforeMerge({ name }: MetadataEvent): boolean {
  return name === "pull_request" || name === "pull_request_target" || name === "merge_group";
}

function warningsOf(remarks: readonly string[]): Warning[] {
  return [...new Set(remarks)].map((message) => ({ code: "SLUICE_TAG_RULE_WITHOUT_EFFECT", message }));
}
