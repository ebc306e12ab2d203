import { expect, test } from "vitest";
import { isPublicNamesake, parseImageReference } from "./image-reference.ts";

test.each([
  ["nginx", "nginx", "nginx", null],
  ["nginx:1.29", "nginx", "nginx", "1.29"],
  ["localhost:5000/api@sha256:00", "localhost:5000/api", "api", null],
  ["ghcr.io/acme/shop/gateway:main@sha256:00", "ghcr.io/acme/shop/gateway", "gateway", "main"],
  ["", "", "", null],
])("%s", (reference, repository, name, tag) => {
  expect(parseImageReference(reference)).toEqual({ repository, name, tag });
});

test.each([
  ["nginx:1.28-alpine@sha256:00", ["nginx:1.29"], true],
  ["nginx:1.28", ["debian:13"], false],
  ["nginx", ["nginx:1.29"], false],
  ["nginx:latest", ["nginx:1.29"], false],
  ["nginx:latest-cuda", ["nginx:1.29"], false],
  ["nginx@sha256:00", ["nginx:1.29"], false],
  ["ghcr.io/acme/nginx:1", ["ghcr.io/acme/nginx:0"], false],
])("%s, where the image of that name is built from %j: %s", (reference, bases, expected) => {
  expect(isPublicNamesake(reference, bases)).toBe(expected);
});
