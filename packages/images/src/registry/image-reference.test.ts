import { describe, expect, it } from "vitest";
import { parseImageReference } from "./image-reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("parseImageReference", () => {
  it.each([
    ["ghcr.io/acme/api", "ghcr.io/acme/api", null, null],
    ["127.0.0.1:5000/api:v1", "127.0.0.1:5000/api", "v1", null],
    [`127.0.0.1:5000/a/b@${digest}`, "127.0.0.1:5000/a/b", null, digest],
    [`api:v1@${digest}`, "api", "v1", digest],
  ])("%s", (text, repository, imageTag, expected) => {
    expect(parseImageReference(text)).toEqual({ repository, imageTag, digest: expected });
  });

  it.each(["", "ghcr.io/Acme/api", "api:", "api@sha256:1", "a b", "--output=x", "api:-x"])("refuses %j", (text) => {
    expect(() => parseImageReference(text)).toThrow(`${text} is no image reference`);
  });
});
