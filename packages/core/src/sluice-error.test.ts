import { expect, test } from "vitest";
import { isSluiceError, SluiceError } from "./sluice-error.ts";

test("an error is known by its code, whichever copy of the class made it", () => {
  const cause = new Error("disk");
  expect(new SluiceError("SLUICE_X", "a is wrong", { hint: "Mend a.", cause })).toMatchObject({ code: "SLUICE_X", hint: "Mend a.", cause });
  expect(isSluiceError(new SluiceError("SLUICE_X", "x"))).toBe(true);
  expect(isSluiceError(Object.assign(new Error("x"), { code: "SLUICE_X" }))).toBe(true);
  expect(isSluiceError(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe(false);
  expect(isSluiceError({ code: "SLUICE_X" })).toBe(false);
});
