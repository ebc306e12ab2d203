import type { Metadata } from "@sluice/images";

/** The document of `sluice images metadata --json`. Warnings are told apart from it, on stderr. */
export function metadataDocument({
  schemaVersion,
  version,
  tags,
  labels,
  annotations,
  push,
}: Metadata): Omit<Metadata, "warnings" | "moving"> {
  return { schemaVersion, version, tags, labels, annotations, push };
}

/** Tags and labels as a person reads them. */
export function renderMetadata({ version, tags, labels, push }: Metadata): string {
  return [
    `version  ${version === "" ? "none" : version}`,
    `push     ${push ? "yes" : "no: this is not merged yet"}`,
    "tags",
    ...(tags.length === 0 ? ["  none for this event"] : tags.map((tag) => `  ${tag}`)),
    "labels",
    ...Object.entries(labels).map(([key, value]) => `  ${key}=${value}`),
  ].join("\n");
}
