import { expect, test } from "vitest";
import { compareLockfiles } from "./compare-lockfiles.ts";

/** As bun 1.3 writes it, with the hashes cut. */
const lock = `{
  "lockfileVersion": 2,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "devDependencies": {
        "semver": "7.5.0",
      },
    },
    "packages/a": {
      "name": "@acme/a",
      "version": "1.0.0",
      "dependencies": {
        "debug": "4.3.4",
        "lib": "workspace:*",
      },
    },
    "packages/b": {
      "name": "b",
      "version": "1.0.0",
      "dependencies": {
        "ms": "2.0.0",
      },
      "optionalDependencies": {
        "fsevents": "*",
      },
    },
    "packages/lib": {
      "name": "lib",
      "version": "1.0.0",
      "dependencies": {
        "ms": "2.1.3",
      },
      "peerDependencies": {
        "debug": "*",
      },
    },
  },
  "packages": {
    "@acme/a": ["@acme/a@workspace:packages/a"],

    "b": ["b@workspace:packages/b"],

    "debug": ["debug@4.3.4", "", { "dependencies": { "ms": "2.1.2" }, "peerDependencies": { "supports-color": "*" }, "optionalPeers": ["supports-color"] }, "sha512-PRWF"],

    "fsevents": ["fsevents@2.3.3", "", { "os": "darwin" }, "sha512-5xoD"],

    "lib": ["lib@workspace:packages/lib"],

    "lru-cache": ["lru-cache@6.0.0", "", { "dependencies": { "yallist": "^4.0.0" } }, "sha512-Jo6d"],

    "ms": ["ms@2.0.0", "", {}, "sha512-Tpp6"],

    "semver": ["semver@7.5.0", "", { "dependencies": { "lru-cache": "^6.0.0" }, "bin": { "semver": "bin/semver.js" } }, "sha512-+XC0AD/R7Q2mPSRuy2Id0+CGTZ98+8f+KvwirxOKIEyid+XSx6HbC63p+O4IndTHuX5Z+JxQ0TghCkO5Cg/2HA=="],

    "yallist": ["yallist@4.0.0", "", {}, "sha512-3wdG"],

    "debug/ms": ["ms@2.1.2", "", {}, "sha512-sGkP"],

    "lib/ms": ["ms@2.1.3", "", {}, "sha512-6Flz"],
  }
}
`;

const projects = [
  { name: "@acme/a", root: "web/packages/a" },
  { name: "b", root: "web/packages/b" },
  { name: "lib", root: "web/packages/lib" },
];

function compare(...edits: [from: string, to: string][]) {
  let after = lock;
  for (const [from, to] of edits) {
    expect(after).toContain(from);
    after = after.replace(from, to);
  }
  const { affected, unsure } = compareLockfiles({ kind: "bun.lock", path: "web/bun.lock", before: lock, after, projects });
  return { affected: Object.fromEntries(affected), unsure };
}

test("a package concerns those that get it, over any number of steps, the nearest of several versions", () => {
  expect(compare(["ms@2.0.0", "ms@2.0.9"])).toEqual({ affected: { b: ["npm:ms"] }, unsure: false });
  expect(compare(["ms@2.1.3", "ms@2.1.4"])).toEqual({ affected: { lib: ["npm:ms"] }, unsure: false });
  // lib has debug as a peer; who depends on lib is affected through it.
  expect(compare(["ms@2.1.2", "ms@2.1.9"])).toEqual({ affected: { "@acme/a": ["npm:ms"], lib: ["npm:ms"] }, unsure: false });
});

test("what the root installs, a patch and the scripts that may run concern who has them", () => {
  const everyone = ["@acme/a", "b", "lib"];
  expect(Object.keys(compare(["yallist@4.0.0", "yallist@4.0.1"]).affected)).toEqual(everyone);
  expect(compare(["{\n", '{\n  "patchedDependencies": { "ms@2.0.0": "patches/ms.patch" },\n']).affected).toEqual({ b: ["npm:ms"] });
  expect(compare(["{\n", '{\n  "trustedDependencies": ["fsevents"],\n']).affected).toEqual({ "@acme/a": [], b: [], lib: [] });
});

test("order and spaces concern nobody; a version that is not known, or no JSON, everybody", () => {
  expect(
    compare(['    "b": ["b@workspace:packages/b"],\n', ""], ['    "debug"', '    "b": ["b@workspace:packages/b"],\n\n    "debug"']),
  ).toEqual({
    affected: {},
    unsure: false,
  });
  expect(compare(['"lockfileVersion": 2', '"lockfileVersion": 9']).unsure).toBe(true);
  expect(compare(['"lockfileVersion": 2,', ""]).unsure).toBe(true);
  expect(compare(['"lockfileVersion": 2,', '"lockfileVersion": 2,,']).unsure).toBe(true);
});
