import { expect, test } from "vitest";
import { parseTagRule } from "./tag-rule.ts";

test.each([
  ["plain", { type: "raw", value: "plain", priority: 200, enable: "true", prefix: null, suffix: null }],
  ["type=schedule", { type: "schedule", pattern: "nightly", priority: 1000 }],
  ["type=ref,event=pr", { type: "ref", event: "pr", prefix: "pr-" }],
  ["type=ref,event=pr,prefix=", { prefix: "" }],
  ["type=sha", { type: "sha", format: "short", prefix: "sha-", priority: 100 }],
  ["type=match,pattern=v(.*)", { type: "match", group: 0, value: "" }],
  ["TYPE=raw, value = a=b , priority=5", { type: "raw", value: "a=b", priority: 5 }],
])("%s", (text, rule) => {
  expect(parseTagRule(text)).toMatchObject({ rule: { text, ...rule }, problems: [], remarks: [] });
});

test.each([
  ["type=foo", "type"],
  ["type=ref", "event"],
  ["type=ref,event=foo", "event"],
  ["type=raw", "value"],
  ["type=semver", "pattern"],
  ["type=pep440", "pattern"],
  ["type=match", "pattern"],
  ["type=match,pattern=v(.*", "pattern"],
  ["type=match,pattern=/v/qq", "pattern"],
  ["type=match,pattern=v(.*),group=foo", "group"],
  ["type=semver,pattern={{version}},match=v(", "match"],
  ["type=semver,pattern={{version}},match=v.*", "match"],
  ["type=semver,pattern={{version", "pattern"],
  ["type=sha,format=foo", "format"],
  ["type=raw,value=x,enable=maybe", "enable"],
  ["type=raw,value=x,priority=high", "priority"],
  ["type=raw,value={{#if}}", "value"],
  ['type=raw,value=a"b', null],
])("%s is wrong at %s", (text, attribute) => {
  const { rule, problems } = parseTagRule(text);
  expect(rule).toBeNull();
  expect(problems).toEqual([{ kind: "rule", text, attribute, message: expect.any(String), hint: expect.any(String) }]);
});

test("every wrong attribute of a rule is told", () => {
  expect(parseTagRule("type=ref,event=x,enable=y,priority=z").problems.map(({ attribute }) => attribute)).toEqual([
    "enable",
    "priority",
    "event",
  ]);
});
