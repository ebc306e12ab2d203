import { expect, test } from "vitest";
import { parsePackageManager } from "./parse-package-manager.ts";

test.each([
  ['{ "packageManager": "pnpm@10.1.0" }', ["yarn.lock"], "pnpm", false],
  ['{ "packageManager": "yarn@4.9.0+sha224.x" }', [], "yarn", true],
  ['{ "packageManager": "yarn@1.22.0" }', [".yarnrc.yml"], "yarn", false],
  ['{ "packageManager": 4 }', ["pnpm-lock.yaml"], "pnpm", false],
  ["{ broken", ["yarn.lock", ".yarnrc.yml"], "yarn", true],
  [null, ["yarn.lock"], "yarn", false],
  ['{ "packageManager": "bun@1.2.3" }', ["package-lock.json"], "bun", false],
  [null, ["bun.lock"], "bun", false],
  [null, [], "npm", false],
])("%s beside %j: %s", (manifest, files, name, isBerry) => {
  expect(parsePackageManager(manifest, new Set(files))).toEqual({ name, isBerry });
});
