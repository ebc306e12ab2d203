import { parseAttributes, type Attribute } from "./attributes.ts";
import type { RuleProblem } from "./rule-problem.ts";

/** An image to name tags for. */
export interface ImageRule {
  /** Repository without a tag, in lower case: `ghcr.io/acme/shop/gateway`. */
  name: string;
  enable: boolean;
}

/**
 * Reads images: `ghcr.io/acme/api`, `name=acme/b,enable=false`. One text alone may also list several names: `acme/a,acme/b`.
 */
export function parseImageRules(texts: readonly string[]): { images: ImageRule[]; problems: RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const images: ImageRule[] = [];
  const [only] = texts;
  for (const text of texts) {
    const fields = readFields(text, problems);
    if (texts.length === 1 && text === only && fields.every(({ key }) => key === null))
      images.push(...fields.map(({ value }) => enabled(value)));
    else images.push(parseImageRule(text, fields, problems));
  }
  const named = images.filter(({ name }) => name !== "");
  for (const { name } of named) if (NO_NAME.test(name)) problems.push(badName(name));
  return { images: named, problems };
}

/** What no name of a repository has: an address's `https://`, a tag or a digest at its end, blanks, empty parts. A port may stand in any part. */
const NO_NAME = /[\s@]|\/\/|:[^/]*$|(^|\/)[.-]|[/.-]$/;

function badName(text: string): RuleProblem {
  const message = "is no name that a registry takes";
  return { kind: "image", text, attribute: null, message, hint: "write registry and repository without a tag: ghcr.io/acme/shop/api" };
}

function enabled(name: string): ImageRule {
  return { name: name.toLowerCase(), enable: true };
}

function readFields(text: string, problems: RuleProblem[]): Attribute[] {
  try {
    return parseAttributes(text);
  } catch {
    problems.push({ kind: "image", text, attribute: null, message: "its quotes do not match", hint: "write the name without quotes" });
    return [];
  }
}

function parseImageRule(text: string, fields: readonly Attribute[], problems: RuleProblem[]): ImageRule {
  const report = (attribute: string, message: string, hint: string) => problems.push({ kind: "image", text, attribute, message, hint });
  const image: ImageRule = { name: "", enable: true };
  for (const { key, value } of fields) {
    if (key === null || key === "name") image.name = value.toLowerCase();
    else if (key === "enable" && (value === "true" || value === "false")) image.enable = value === "true";
    else if (key === "enable") report(key, `'${value}' is neither true nor false`, "write enable=true or enable=false");
    else report(key, "is no attribute of an image", "write name=… and enable=…");
  }
  if (image.name === "" && fields.length > 0) report("name", "is empty", "write name=registry/repository");
  return image;
}

/** The last part of an image's repository, which is the name its releases go by: `gateway` for `ghcr.io/acme/shop/gateway`. */
export function imageShortName(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}
