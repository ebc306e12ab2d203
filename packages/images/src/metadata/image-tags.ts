import type { Flavor } from "./flavor.ts";
import { renderExpression, type ExpressionContext, type ExpressionValues } from "./expression.ts";

/** The tags of one image, before the image's name stands in front of them. */
export interface ImageTags {
  /** What the version label says: the first tag. "" when there is none. */
  version: string;
  /** In the order of their priority; `latest` last where the flavor adds it. */
  tagNames: string[];
  /** Those of them that move from release to release: the version that claims each and the range of those that may. */
  moving: { name: string; version: string; range: string }[];
  /** Why a rule gave nothing, or a tag stays where it is. One line each. */
  remarks: string[];
}

/** What the tags of one image are made from. */
export interface TagContext extends ExpressionContext {
  flavor: Flavor;
  globals: ExpressionValues;
  /** The variant's name, behind each tag; null for the image itself. */
  variant: string | null;
  /** Last part of the image's name, or null when tags are made for no image in particular. */
  shortName: string | null;
  /** Released versions: tags like `1.2` never move away from a higher one. */
  existingVersions: readonly string[];
}

/** Puts prefix and suffix around a tag, the rule's own, else the flavor's, and behind them the variant's name. */
export function decorate(
  text: string,
  own: { prefix: string | null; suffix: string | null },
  { flavor, globals, variant }: Pick<TagContext, "flavor" | "globals" | "variant">,
): string {
  const prefix = renderExpression(own.prefix ?? flavor.prefix, globals);
  const suffix = renderExpression(own.suffix ?? flavor.suffix, globals);
  return `${prefix}${text}${suffix}${variant === null ? "" : `-${variant}`}`;
}

/** `latest` with the flavor's prefix and suffix, where they are meant for it. */
export function latestTag(context: Pick<TagContext, "flavor" | "globals" | "variant">): string {
  const { prefixLatest, suffixLatest } = context.flavor;
  return decorate("latest", { prefix: prefixLatest ? null : "", suffix: suffixLatest ? null : "" }, context);
}
