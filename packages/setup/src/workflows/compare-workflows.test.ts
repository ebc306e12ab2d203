import { expect, test } from "vitest";
import { compareWorkflows } from "./compare-workflows.ts";
import { isAsWritten, signText } from "./generated-file.ts";

const path = ".github/workflows/ci.yml";
const wanted = [{ path, text: signText("name: ci\n", "#") }];
const actionFor = (text: string | null, options = {}) =>
  compareWorkflows(wanted, new Map(text === null ? [] : [[path, text]]), options)[0]?.action;

test("what Sluice wrote is known again, until somebody changes it", () => {
  const text = signText("pipeline {\n}", "//");
  expect(isAsWritten(text)).toBe(true);
  expect(isAsWritten(text.replaceAll("\n", "\r\n"))).toBe(true);
  expect(isAsWritten(`${text}// mine\n`)).toBe(false);
  expect(isAsWritten("name: ci\n")).toBe(false);
});

test("missing, up to date, out of date, changed by a person", () => {
  expect(actionFor(null)).toBe("create");
  expect(actionFor(wanted[0]?.text ?? "")).toBe("unchanged");
  expect(actionFor((wanted[0]?.text ?? "").replaceAll("\n", "\r\n"))).toBe("unchanged");
  expect(actionFor(signText("name: older\n", "#"))).toBe("update");
  expect(actionFor("name: mine\n")).toBe("keep");
  expect(actionFor("name: mine\n", { force: true })).toBe("update");
});

test("a difference is a unified diff", () => {
  const [change] = compareWorkflows([{ path, text: "a\nb\n" }], new Map([[path, "a\nc\n"]]));
  expect(change?.diff).toBe(`--- a/${path}\n+++ b/${path}\n@@ -1,2 +1,2 @@\n a\n-c\n+b\n`);
});
