import { describe, expect, it } from "vitest";
import { chooseCache } from "./choose-cache.ts";

const github = { ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_RESULTS_URL: "https://results.test/" };
const yes = () => Promise.resolve(true);
const no = () => Promise.resolve(false);

describe("chooseCache", () => {
  it.each([
    ["on a laptop none: its builder stays", {}, "none"],
    ["in GitHub Actions its own", github, "gha"],
    ["in GitHub Actions of the older service too", { ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_CACHE_URL: "https://cache.test/" }, "gha"],
    ["none where the workflow gives no token", { ACTIONS_RESULTS_URL: "https://results.test/" }, "none"],
  ])("is by default %s", async (_, env, kind) => {
    expect(await chooseCache({ asked: null, env, canExport: yes })).toEqual({ kind, warnings: [] });
  });

  it("warns where the default cannot be, and goes on without", async () => {
    expect(await chooseCache({ asked: null, env: github, canExport: no })).toMatchObject({
      kind: "none",
      warnings: [{ code: "SLUICE_CACHE_UNSUPPORTED" }],
    });
    expect(await chooseCache({ asked: null, env: {}, canExport: no })).toEqual({ kind: "none", warnings: [] });
  });

  it("refuses what was asked for and cannot be", async () => {
    await expect(chooseCache({ asked: "local", env: {}, canExport: no })).rejects.toThrow("--cache local");
    await expect(chooseCache({ asked: "gha", env: {}, canExport: yes })).rejects.toThrow("ACTIONS_RUNTIME_TOKEN");
    expect(await chooseCache({ asked: "none", env: github, canExport: no })).toEqual({ kind: "none", warnings: [] });
    expect((await chooseCache({ asked: "registry", env: github, canExport: yes })).kind).toBe("registry");
  });
});
