import { expect, test } from "vitest";
import { parseConventionalCommit, pullRequestOf } from "./parse-conventional-commit.ts";

const none = { scope: null, breaking: null, reverts: null };

test.each([
  ["feat: say the name", [{ ...none, type: "feat", subject: "say the name" }]],
  ["Fix(api): keep the order (#12)\n\nbody", [{ ...none, type: "fix", scope: "api", subject: "keep the order (#12)" }]],
  ["feat(@acme/ui)!: drop Node 22", [{ ...none, type: "feat", scope: "@acme/ui", subject: "drop Node 22", breaking: "" }]],
  ["chore: x\n\nBREAKING CHANGE: the port is 80", [{ ...none, type: "chore", subject: "x", breaking: "the port is 80" }]],
  ["perf: x\n\nBREAKING-CHANGE: y\n\nSigned-off-by: Ada", [{ ...none, type: "perf", subject: "x", breaking: "y" }]],
])("%j", (message, changes) => {
  expect(parseConventionalCommit(message)).toEqual(changes);
});

test("a revert, as git writes it and as the convention does", () => {
  expect(parseConventionalCommit('Revert "feat: x"\n\nThis reverts commit abcdef1234567.')).toEqual([
    { ...none, type: "revert", subject: 'Revert "feat: x"', reverts: "abcdef1234567" },
  ]);
  expect(parseConventionalCommit("revert: feat: x\n\nThis reverts commit abcdef1234567.")).toMatchObject([
    { type: "revert", subject: "feat: x", reverts: "abcdef1234567" },
  ]);
});

test("the list of a squash merge, each change once and with what breaks in it", () => {
  const message = [
    "feat: one (#7)",
    "",
    "* feat: one",
    "",
    "* fix(router): two",
    "",
    "BREAKING CHANGE: the path",
    "",
    "* note: this is prose",
    "- docs: three",
    "",
    "Co-authored-by: Ada <ada@example.com>",
  ].join("\n");
  expect(parseConventionalCommit(message)).toMatchObject([
    { type: "feat", subject: "one (#7)", breaking: null },
    { type: "fix", scope: "router", subject: "two", breaking: expect.stringMatching(/^the path/) },
    { type: "docs", subject: "three" },
  ]);
});

test.each(["", "Update README", "WIP", "feat:", "feat : x", "Merge branch 'x'", "fixup! feat: x"])("%j is no convention", (message) => {
  expect(parseConventionalCommit(message)).toEqual([]);
});

test("the pull request is the one at the end of the header", () => {
  expect(pullRequestOf("feat: x (#12)\n\nsee (#13)")).toBe(12);
  expect(pullRequestOf("feat: x, see (#12) for more")).toBeNull();
});
