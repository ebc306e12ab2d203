import { expect, test } from "vitest";
import { normalizeOptions, type PluginOptions } from "./options.ts";

test("defaults", () => {
  expect(normalizeOptions(undefined, "@sluice/nx")).toEqual({ withoutTargets: new Set() });
  expect(normalizeOptions({ withoutTargets: ["image"] }, "@sluice/nx")).toEqual({ withoutTargets: new Set(["image"]) });
});

test.each([{ color: "red" }, { withoutTargets: "image" }, { withoutTargets: [1] }])("%j is refused", (options) => {
  expect(() => normalizeOptions(options as PluginOptions, "@sluice/nx")).toThrowError(
    expect.objectContaining({ code: "SLUICE_INVALID_NX_OPTIONS" }),
  );
});
