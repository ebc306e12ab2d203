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

test.each([
  ["ghcr.io/acme/shop/gateway", "gateway"],
  ["gateway", "gateway"],
  ["localhost:5000/gateway", "gateway"],
])("%s is released as %s", (image, name) => {
  expect(imageShortName(image)).toBe(name);
});
