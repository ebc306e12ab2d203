import { expect, test } from "vitest";
import { parseFlavor } from "./flavor.ts";

const plain = { latest: "auto", prefix: "", prefixLatest: false, suffix: "", suffixLatest: false };

test.each([
  [[], plain],
  [["latest=true"], { ...plain, latest: "true" }],
  [["prefix=a-,onlatest=true", "suffix=-b"], { ...plain, prefix: "a-", prefixLatest: true, suffix: "-b" }],
  [["prefix=a-,onlatest=true,suffix=-b,onlatest=true"], { ...plain, prefix: "a-", prefixLatest: true, suffix: "-b", suffixLatest: true }],
  [["latest=true", "latest=false"], { ...plain, latest: "false" }],
  [['"suffix=-a,b"'], { ...plain, suffix: "-a,b" }],
  [['"latest=true,suffix=-a"'], { ...plain, latest: "true", suffix: "-a" }],
])("%j", (texts, flavor) => {
  expect(parseFlavor(texts)).toEqual({ flavor, problems: [] });
});

test.each([
  ["randomstr", null],
  ["latest", null],
  ["latest=foo", "latest"],
  ["unknown=foo", "unknown"],
  ["prefix=a,onlatest=foo", "onlatest"],
  ["prefix={{branch", "prefix"],
  ['prefix=a"b', null],
])("%s is wrong at %s", (text, attribute) => {
  expect(parseFlavor([text]).problems).toMatchObject([{ kind: "flavor", text, attribute }]);
});
