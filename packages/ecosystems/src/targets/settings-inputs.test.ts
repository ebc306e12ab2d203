import { matchesGlob } from "node:path";
import { expect, it } from "vitest";
import { settingsInputs } from "./settings-inputs.ts";

const reads = (file: string, target: string, ecosystem: "npm" | "python" | "go" | "cargo") =>
  settingsInputs({ root: "services/a", ecosystem, target, ownTsconfig: true }).some((input) =>
    matchesGlob(`{workspaceRoot}/${file}`.replace(/[{}]/g, ""), input.replace("{workspaceRoot}", "workspaceRoot")),
  );

it("names what tools look for in every folder above a project", () => {
  for (const file of [".browserslistrc", "postcss.config.js", "services/.mocharc.json", "babel.config.cjs"]) {
    expect({ file, read: [reads(file, "build", "npm"), reads(file, "lint", "npm")] }).toEqual({ file, read: [true, true] });
  }
  for (const file of [".editorconfig", ".stylelintrc.json", "services/.prettierrc"]) {
    expect({ file, read: [reads(file, "build", "npm"), reads(file, "lint", "npm")] }).toEqual({ file, read: [false, true] });
  }
  expect([reads("ty.toml", "lint", "python"), reads("ty.toml", "test", "python")]).toEqual([true, false]);
  expect([reads("libs/.npmrc", "test", "npm"), reads("services/a/.npmrc", "test", "npm")]).toEqual([false, false]);
});

it.each(["npm", "python", "go", "cargo"] as const)("names what says which version of a tool is used, in %s", (ecosystem) => {
  expect([".tool-versions", "mise.toml", ".mise.toml"].map((file) => reads(file, "test", ecosystem))).toEqual([true, true, true]);
});
