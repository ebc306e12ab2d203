import { describe, expect, it } from "vitest";
import { chooseCache } from "./choose-cache.ts";

const github = { ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_RESULTS_URL: "https://results.test/" };

describe("chooseCache", () => {
  it.each([
    ["on a laptop none: its builder stays", {}, "none"],
    ["in GitHub Actions its own", github, "gha"],
    ["in GitHub Actions of the older service too", { ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_CACHE_URL: "https://cache.test/" }, "gha"],
    ["none where the workflow gives no token", { ACTIONS_RESULTS_URL: "https://results.test/" }, "none"],
  ])("is by default %s", (_, env, kind) => {
    expect(chooseCache({ asked: null, env, canExport: true })).toEqual({ kind, warnings: [] });
  });

  it("warns where the default cannot be, and goes on without", () => {
    expect(chooseCache({ asked: null, env: github, canExport: false })).toMatchObject({
      kind: "none",
      warnings: [{ code: "SLUICE_CACHE_UNSUPPORTED" }],
    });
    expect(chooseCache({ asked: null, env: {}, canExport: false })).toEqual({ kind: "none", warnings: [] });
  });

  it("refuses what was asked for and cannot be", () => {
    expect(() => chooseCache({ asked: "local", env: {}, canExport: false })).toThrow("--cache local");
    expect(() => chooseCache({ asked: "gha", env: {}, canExport: true })).toThrow("ACTIONS_RUNTIME_TOKEN");
    expect(chooseCache({ asked: "none", env: github, canExport: false })).toEqual({ kind: "none", warnings: [] });
    expect(chooseCache({ asked: "registry", env: github, canExport: true }).kind).toBe("registry");
  });
});
