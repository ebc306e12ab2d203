import { expect, test } from "vitest";
import { imageShortName, parseImageRules } from "./image-rule.ts";

test.each([
  [["acme/a"], [["acme/a", true]]],
  [
    ["ghcr.io:5000/Acme/A,acme/b"],
    [
      ["ghcr.io:5000/acme/a", true],
      ["acme/b", true],
    ],
  ],
  [
    ["acme/a,enable=false", "name=acme/b"],
    [
      ["acme/a", false],
      ["acme/b", true],
    ],
  ],
  [["name/foo,name=name/bar,enable=true"], [["name/bar", true]]],
])("%j", (texts, images) => {
  expect(parseImageRules(texts)).toEqual({ images: images.map(([name, enable]) => ({ name, enable })), problems: [] });
});

test.each([
  ["value=name/foo", "value"],
  ["name/foo,enable=bar", "enable"],
  ["name=,enable=true", "name"],
])("%s is wrong at %s", (text, attribute) => {
  expect(parseImageRules([text]).problems.map((problem) => problem.attribute)).toContain(attribute);
});

test.each(["ghcr.io/acme/api:latest", "acme/a b", "https://ghcr.io/acme/api", "acme//api", "acme/-api", "acme/api@sha256:1"])(
  "%s is no image's name",
  (text) => {
    expect(parseImageRules([text]).problems).toMatchObject([{ kind: "image", text, attribute: null }]);
  },
);

test.each(["[::1]:5000/acme/a__b", "localhost:5000/team/web", "quay.io/acme/web-1.2_x", "ghcr.io/registry.local:5000/team/api", "gateway"])(
  "%s is one",
  (text) => {
    expect(parseImageRules([text]).problems).toEqual([]);
  },
);

test.each([
  ["ghcr.io/acme/shop/gateway", "gateway"],
  ["gateway", "gateway"],
  ["localhost:5000/gateway", "gateway"],
])("%s is released as %s", (image, name) => {
  expect(imageShortName(image)).toBe(name);
});
