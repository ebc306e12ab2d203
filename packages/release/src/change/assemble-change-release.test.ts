import { defaultConfig } from "@changesets/config";
import { describe, expect, test } from "vitest";
import { noIndexes } from "../publish/packages-to-publish.ts";
import type { RecordedChangeset } from "../changesets/changeset.ts";
import type { Bump } from "../model/release-plan.ts";
import type { ReleasePlanInput } from "../plan/assemble-release-plan.ts";
import { assembleChangeRelease } from "./assemble-change-release.ts";

function makePackage(name: string, dependencies: string[] = []): ReleasePlanInput["packages"][number] {
  const root = `services/${name}`;
  const manifest = `${root}/pyproject.toml`;
  const common = { packageJson: null, private: true, images: [], versionManifest: manifest };
  return { name, root, ecosystem: "python", manifest, version: "1.0.0", dependencies, ...common };
}

function makeChangeset(id: string, releases: Record<string, Bump>): RecordedChangeset {
  const entries = Object.entries(releases).map(([name, type]) => ({ name, type }));
  return { id, summary: id, releases: entries, path: `.changeset/${id}.md`, commit: null, author: null, pullRequest: null };
}

const base: ReleasePlanInput = {
  commit: "1".repeat(40),
  packages: [makePackage("auth"), makePackage("gateway", ["auth"]), makePackage("other")],
  changesets: [],
  commits: [],
  line: null,
  rootPackageJson: null,
  config: { ...defaultConfig, privatePackages: { version: true, tag: true }, ignore: ["other"] },
  preState: undefined,
  registry: null,
  indexes: noIndexes,
  repositoryUrl: null,
  warnings: [],
};

async function change(
  paths: readonly string[],
  changesets: RecordedChangeset[] = [],
  { deleted = [], usesChangesets = true }: { deleted?: string[]; usesChangesets?: boolean } = {},
) {
  const changedFiles = [
    ...paths.map((path) => ({ path, status: "modified" as const })),
    ...deleted.map((path) => ({ path, status: "deleted" as const })),
  ];
  const { packages, missing } = await assembleChangeRelease({ input: { ...base, changesets }, changedFiles, commits: [], usesChangesets });
  return { packages: packages.map(({ name, newVersion }) => `${name} ${newVersion}`), missing };
}

describe("what a change releases", () => {
  test("is what its own changesets release, at the version that all of them give", async () => {
    const changesets = [makeChangeset("mine", { gateway: "patch" }), makeChangeset("theirs", { gateway: "minor" })];
    expect(await change(["services/gateway/a.py", ".changeset/mine.md"], changesets)).toEqual({ packages: ["gateway 1.1.0"], missing: [] });
  });

  test("has what depends on it", async () => {
    const changesets = [makeChangeset("mine", { auth: "minor" })];
    expect(await change([".changeset/mine.md"], changesets)).toEqual({ packages: ["auth 1.1.0", "gateway 1.0.1"], missing: [] });
  });

  test("is nothing when only others have changesets", async () => {
    expect((await change(["README.md"], [makeChangeset("theirs", { auth: "minor" })])).packages).toEqual([]);
  });
});

describe("a changeset", () => {
  test("is missing for a changed package that none of the change's own names", async () => {
    expect(await change(["services/auth/a.py"], [makeChangeset("theirs", { auth: "minor" })])).toEqual({ packages: [], missing: ["auth"] });
  });

  test("is not needed for documentation, tests, what belongs to no package, and what is never released", async () => {
    const silent = [
      "services/auth/README.md",
      "services/auth/tests/test_a.py",
      "services/auth/test_b.py",
      "package-lock.json",
      "services/other/a.py",
    ];
    expect((await change(silent)).missing).toEqual([]);
  });

  test("is not missing when an empty one says so, when the change releases, or where changesets are not used", async () => {
    const paths = ["services/auth/a.py"];
    expect((await change([...paths, ".changeset/none.md"], [makeChangeset("none", {})])).missing).toEqual([]);
    expect((await change(paths, [], { deleted: [".changeset/old.md"] })).missing).toEqual([]);
    expect((await change(paths, [], { usesChangesets: false })).missing).toEqual([]);
  });

  test("that names a package with `none` speaks for it", async () => {
    expect(await change(["services/auth/a.py", ".changeset/n.md"], [makeChangeset("n", { auth: "none" })])).toEqual({
      packages: [],
      missing: [],
    });
  });
});
