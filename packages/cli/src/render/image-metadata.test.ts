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
  expect(renderMetadata({ ...metadata, version: "", tags: [], push: true })).toContain(
    "version  none\npush     yes\ntags\n  none for this event",
  );
});
