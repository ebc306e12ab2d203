import { expect, test } from "vitest";
import type { ReleasePackage } from "../model/release-package.ts";
import { selectSnapshot } from "./select-snapshot.ts";

const commit = "1a2b3c4".padEnd(40, "0");

function makePackage(name: string, ecosystem: ReleasePackage["ecosystem"], version: string): ReleasePackage {
  const manifest = `${name}/manifest`;
  return {
    name,
    ecosystem,
    version,
    root: name,
    manifest,
    versionManifest: manifest,
    private: false,
    packageJson: null,
    dependencies: [],
    images: [],
  };
}

function select(...packages: ReleasePackage[]) {
  const changelogs = new Map([["gateway", "# gateway\n\n## 0.0.0-pr-7-1a2b3c4\n\n## 1.1.0\n"]]);
  const selected = selectSnapshot({ packages, changelogs, snapshot: "pr-7", commit });
  return selected.map(({ gitTag }) => gitTag);
}

test("packages of every language under one name, also where the version is written in another form", () => {
  const written = [
    makePackage("ui", "npm", "0.0.0-pr-7-1a2b3c4"),
    { ...makePackage("gateway", "docker", "1.1.0"), versionManifest: null },
    makePackage("omega", "cargo", "0.0.0-pr-7-1a2b3c4"),
    makePackage("research", "python", "0.0.0-dev.27440068"),
    makePackage("calculated", "python", "1.3.0-dev.27440068"),
  ];
  expect(select(...written)).toEqual([
    "calculated@1.3.0-pr-7-1a2b3c4",
    "gateway@0.0.0-pr-7-1a2b3c4",
    "omega@0.0.0-pr-7-1a2b3c4",
    "research@0.0.0-pr-7-1a2b3c4",
    "ui@0.0.0-pr-7-1a2b3c4",
  ]);
});

test("of another commit, of another name, and releases are left out", () => {
  const others = [
    makePackage("research", "python", "0.0.0-dev.1"),
    makePackage("brand", "python", "1.0.0"),
    makePackage("ui", "npm", "0.0.0-pr-8-1a2b3c4"),
  ];
  expect(() => select(...others)).toThrow("No package has a version that ends with -pr-7-1a2b3c4");
});
