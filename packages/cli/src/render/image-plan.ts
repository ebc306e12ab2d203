import type {
  BuiltImage,
  ImageBuildResult,
  ImageFailure,
  ImageFinding,
  ImagePlan,
  ImageReason,
  MergedImage,
  PlatformBuildResult,
} from "@sluice/images";
import { count } from "./count.ts";

/** What is going to be built, and why. */
export function renderImagePlan(plan: ImagePlan): string {
  if (plan.images.length === 0) return "Nothing to build: no image is affected.";
  const lines = [`${count(plan.images.length, "image")} to build${plan.push ? "" : ", none to push"}`];
  for (const image of plan.images) {
    lines.push(`  ${image.name}  ${image.platforms.join(", ")}`);
    lines.push(...renderReasons(image.reasons).map((reason) => `    because ${reason}`));
    lines.push(...image.tags.map((tag) => `    ${tag}`));
    if (image.problem !== null) lines.push(`    cannot be built: ${image.problem.message}`);
  }
  return lines.join("\n");
}

/** What was built, and what was only tagged. `plan`: what it was built by. */
export function renderImageBuild({ images, failures }: ImageBuildResult, plan: Pick<ImagePlan, "images">): string {
  const lines = images.flatMap((image) => [
    `${image.name}  ${renderAction(image)}${image.digest === null ? "" : `  ${image.digest}`}`,
    ...image.tags.map((tag) => `  ${tag}`),
  ]);
  lines.push(...failures.map(renderFailure));
  return lines.length === 0 ? renderNothing(plan) : lines.join("\n");
}

/** What one runner pushed of its platforms. `plan`: what it was built by. */
export function renderPlatformBuild({ images, failures }: PlatformBuildResult, plan: Pick<ImagePlan, "images">): string {
  const lines = images.map(
    ({ name, digest, platforms }) => `${name}  ${digest === null ? "there already" : `${platforms.join(", ")}  ${digest}`}`,
  );
  lines.push(...failures.map(renderFailure));
  return lines.length === 0 ? renderNothing(plan) : lines.join("\n");
}

/** What a step wrote last stands indented below. */
function renderFailure({ name, problem }: ImageFailure): string {
  return `${name}  failed  ${problem.code}: ${problem.message.replaceAll("\n", "\n  ")}`;
}

/** An image that has no tag for this event has nowhere to be pushed. */
function renderNothing({ images }: Pick<ImagePlan, "images">): string {
  if (images.length === 0) return "Nothing to build: no image is affected.";
  if (images.some(({ tags }) => tags.length > 0)) return "Nothing is pushed.";
  return `Nothing is built: this event gives no tag to ${images.map(({ name }) => name).join(", ")}, and what has no tag cannot be pushed.`;
}

/** The images that are whole now, and those that a runner could not build. */
export function renderImageMerge(images: readonly MergedImage[], failures: readonly ImageFailure[]): string {
  if (images.length + failures.length === 0) return "Nothing to merge: no runner has built an image.";
  const lines = images.flatMap(({ name, action, digest, platforms, tags }) => {
    const words = { merged: `merged from ${platforms.join(", ")}`, promoted: "tagged again, the same bytes", unchanged: "there already" };
    return [`${name}  ${words[action]}  ${digest}`, ...tags.map((tag) => `  ${tag}`)];
  });
  return [...lines, ...failures.map(renderFailure)].join("\n");
}

/** One line for each finding. */
export function renderImageFindings(findings: readonly ImageFinding[], checked: number): string {
  if (findings.length === 0)
    return checked === 0 ? "There is no image to verify." : `${count(checked, "image")} verified: all as it should be.`;
  return findings.map(({ code, reference, message }) => `${code}  ${reference}  ${message}`).join("\n");
}

/** A reason in words. */
function renderImageReason(reason: ImageReason): string {
  switch (reason.kind) {
    case "requested":
      return "it was asked for";
    case "base-of":
      return `${reason.image} starts from it`;
    case "base-image":
      return `its base ${reason.reference} is built`;
    case "file":
      return `${reason.path} changed`;
    case "workspace":
      return `${reason.path} concerns everything`;
    case "dependency":
      return `${reason.project} changed`;
    case "external":
      return `${reason.package} changed in ${reason.lockfile}`;
    case "deleted-project":
      return `${reason.project} was deleted`;
    case "unknown-base":
      return "the base of the comparison is not known";
  }
}

/** A few reasons say enough; `--json` has them all. */
const SHOWN = 4;

function renderReasons(reasons: readonly ImageReason[]): string[] {
  const shown = reasons.slice(0, SHOWN).map(renderImageReason);
  const more = reasons.length - shown.length;
  return more === 0 ? shown : [...shown, `of ${count(more, "reason")} more`];
}

function renderAction({ action }: BuiltImage): string {
  return { built: "built", promoted: "tagged again, the same bytes", unchanged: "there already" }[action];
}
