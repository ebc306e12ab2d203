import { SluiceError } from "@sluice/core";
import { expect, test } from "vitest";
import { renderError } from "./error.ts";

test("an expected error shows code, message and hint, and no stack", () => {
  const error = new SluiceError("SLUICE_UNKNOWN_REVISION", "mian is no revision here", { hint: "git branch --list" });
  expect(renderError(error)).toBe("SLUICE_UNKNOWN_REVISION: mian is no revision here\n  hint: git branch --list");
});

test("an error of another copy of the class still counts as expected", () => {
  expect(renderError(Object.assign(new Error("gone"), { code: "SLUICE_GONE" }))).toBe("SLUICE_GONE: gone");
});

test("an unexpected error shows its stack and asks for a report", () => {
  expect(renderError(new TypeError("x is not a function"))).toMatch(/SLUICE_INTERNAL[^]*error\.test\.ts[^]*report/);
});
