import { describe, expect, test } from "vitest";
import type { ReleasePackage } from "../model/release-package.ts";
import { checkSelectedVersions } from "./check-selected.ts";
import { selectReleases, type ReleaseRequest } from "./select-releases.ts";

function makePackage(name: string, version: string, fields: Partial<ReleasePackage> = {}): ReleasePackage {
  const manifest = `services/${name}/pyproject.toml`;
  const kind = { ecosystem: "python", private: true, packageJson: null } as const;
  return { name, version, root: `services/${name}`, manifest, versionManifest: manifest, dependencies: [], images: [], ...kind, ...fields };
}

const packages = [
  makePackage("research", "1.0.1", { dependencies: ["telemetry"] }),
  makePackage("telemetry", "1.1.0"),
  makePackage("@acme/ui", "1.1.0"),
  makePackage("router", "0.3.0", { ecosystem: "go", versionManifest: null }),
];
const changelogs = new Map([
  ["research", "# research\n\n## 1.0.1\n\n- x\n"],
  ["telemetry", "# telemetry\n\n## 1.1.0\n\n- x\n"],
  ["@acme/ui", "# @acme/ui\n\n## 1.0.0\n\n- x\n"],
]);

function select(request: Partial<ReleaseRequest>) {
  const selected = selectReleases({ packages, changelogs, request: { gitTags: [], packages: [], ...request } });
  return selected.map(({ gitTag, packages: released }) => `${gitTag}: ${released.map((entry) => entry.package.name).join(" ")}`);
}

function selectWith(...gitTags: string[]) {
  return selectReleases({ packages, changelogs, gitTags, request: { gitTags: [], packages: [] } });
}

function selectTag(gitTag: string) {
  return selectReleases({ packages, changelogs, request: { gitTags: [gitTag], packages: [] } });
}

describe("selectReleases", () => {
  test("without a request, what has a changelog section for its version, dependencies first", () => {
    expect(select({})).toEqual(["telemetry@1.1.0: telemetry", "research@1.0.1: research"]);
  });

  test("without a request, what a common version tag released is that release, unless the package has a tag of its own", () => {
    expect(selectWith("v1.1.0", "v0.9.0").map(({ gitTag, packages: released }) => [gitTag, released.length])).toEqual([
      ["v1.1.0", 2],
      ["research@1.0.1", 1],
    ]);
    expect(selectWith("v1.1.0", "telemetry@1.1.0").map(({ gitTag }) => gitTag)).toEqual(["telemetry@1.1.0", "research@1.0.1"]);
  });

  test("a package's own tag, with a scope too", () => {
    expect(select({ gitTags: ["@acme/ui@1.1.0"] })).toEqual(["@acme/ui@1.1.0: @acme/ui"]);
  });

  test("a version tag is one release of every package at that version", () => {
    expect(select({ gitTags: ["v1.1.0"] })).toEqual(["v1.1.0: @acme/ui telemetry"]);
  });

  test("packages by name, dependencies first", () => {
    expect(select({ packages: ["research", "telemetry"] })).toEqual(["telemetry@1.1.0: telemetry", "research@1.0.1: research"]);
  });

  test.each(["v9.9.9", "nightly", "research@next"])("%s names no release", (gitTag) => {
    expect(() => select({ gitTags: [gitTag] })).toThrow(expect.objectContaining({ code: "SLUICE_UNKNOWN_TAG" }));
  });

  test("an unknown package is answered with the nearest name", () => {
    expect(() => select({ packages: ["reserch"] })).toThrow(
      expect.objectContaining({ code: "SLUICE_UNKNOWN_PACKAGE", hint: 'Did you mean "research"?' }),
    );
  });
});

describe("checkSelectedVersions", () => {
  test("refuses a tag of another version than the manifest's, but not where the tag is the version", () => {
    expect(() => checkSelectedVersions(selectTag("research@1.0.0"))).toThrow(expect.objectContaining({ code: "SLUICE_VERSION_MISMATCH" }));
    expect(() => checkSelectedVersions(selectTag("router@0.2.0"))).not.toThrow();
  });
});
