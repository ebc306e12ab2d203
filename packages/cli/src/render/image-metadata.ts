import type { Metadata } from "@sluice/images";

/**
 * The document of `sluice images metadata --json`. What has no tag cannot be pushed, whatever the event allows. Warnings are told apart
 * from it, on stderr.
 */
export function metadataDocument({
  schemaVersion,
  version,
  tags,
  labels,
  annotations,
  push,
}: Metadata): Omit<Metadata, "warnings" | "moving"> {
  return { schemaVersion, version, tags, labels, annotations, push: push && tags.length > 0 };
}

/** Tags and labels as a person reads them. */
export function renderMetadata({ version, tags, labels, push }: Metadata): string {
  return [
    `version  ${version === "" ? "none" : version}`,
    `push     ${renderPush(tags, push)}`,
    "tags",
    ...(tags.length === 0 ? ["  none for this event"] : tags.map((tag) => `  ${tag}`)),
    "labels",
    ...Object.entries(labels).map(([key, value]) => `  ${key}=${value}`),
  ].join("\n");
}

function renderPush(tags: readonly string[], isAllowed: boolean): string {
  if (!isAllowed) return "no: this is not merged yet";
  return tags.length === 0 ? "no: there is no tag to push" : "yes";
}
