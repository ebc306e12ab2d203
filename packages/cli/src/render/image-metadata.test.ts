import { expect, test } from "vitest";
import { metadataDocument, renderMetadata } from "./image-metadata.ts";

const metadata = {
  schemaVersion: 1 as const,
  version: "pr-7",
  tags: ["acme/a:pr-7"],
  moving: [],
  labels: { a: "1" },
  annotations: {},
  push: false,
  warnings: [{ code: "SLUICE_X" as const, message: "x" }],
};

test("the document holds what the design names, and nothing else", () => {
  expect(metadataDocument(metadata)).toEqual({
    schemaVersion: 1,
    version: "pr-7",
    tags: ["acme/a:pr-7"],
    labels: { a: "1" },
    annotations: {},
    push: false,
  });
});

test("a person reads tags and labels, one a line", () => {
  expect(renderMetadata(metadata)).toBe("version  pr-7\npush     no: this is not merged yet\ntags\n  acme/a:pr-7\nlabels\n  a=1");
  expect(renderMetadata({ ...metadata, push: true })).toContain("push     yes\n");
});

test("what has no tag is not to be pushed, as a builder that is told to push without one fails", () => {
  const untagged = { ...metadata, version: "", tags: [], push: true };
  expect(metadataDocument(untagged).push).toBe(false);
  expect(renderMetadata(untagged)).toContain("version  none\npush     no: there is no tag to push\ntags\n  none for this event");
});
