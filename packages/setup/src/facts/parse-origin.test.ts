import { expect, test } from "vitest";
import { parseOrigin } from "./parse-origin.ts";
import { parsePackageManager } from "./parse-package-manager.ts";

test.each([
  ["https://github.com/acme/shop.git", { host: "github.com", name: "shop", github: "acme/shop" }],
  ["https://token@github.com/acme/shop", { host: "github.com", name: "shop", github: "acme/shop" }],
  ["git@github.com:acme/shop.git", { host: "github.com", name: "shop", github: "acme/shop" }],
  ["ssh://git@gitlab.example.com:2222/a/b/shop.git", { host: "gitlab.example.com", name: "shop", github: null }],
  ["/srv/git/shop.git", { host: null, name: null, github: null }],
  ["", { host: null, name: null, github: null }],
])("%s", (address, origin) => {
  expect(parseOrigin(address)).toEqual(origin);
});

test.each([
  [`{ "packageManager": "pnpm@10.2.0" }`, ["yarn.lock"], { name: "pnpm", isBerry: false }],
  [`{ "packageManager": "yarn@4.1.0" }`, [], { name: "yarn", isBerry: true }],
  ["{}", ["yarn.lock"], { name: "yarn", isBerry: false }],
  ["{}", ["pnpm-lock.yaml"], { name: "pnpm", isBerry: false }],
  [null, [], { name: "npm", isBerry: false }],
])("%s with %j", (manifest, files, expected) => {
  expect(parsePackageManager(manifest, new Set(files))).toEqual(expected);
});
