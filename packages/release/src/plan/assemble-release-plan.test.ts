import { defaultConfig } from "@changesets/config";
import type { Config } from "@changesets/types";
import { describe, expect, test } from "vitest";
import type { RecordedChangeset } from "../changesets/changeset.ts";
import type { ReleasePackage } from "../model/release-package.ts";
import type { Bump, PlannedPackage, ReleasePlan } from "../model/release-plan.ts";
import { noIndexes } from "../publish/packages-to-publish.ts";
import { assembleReleasePlan, type ReleasePlanInput } from "./assemble-release-plan.ts";
import { computePlanDigest } from "./plan-digest.ts";

const commit = "1".repeat(40);
const config: Config = { ...defaultConfig, privatePackages: { version: true, tag: true } };

function makeNpm(name: string, version: string, fields: Partial<NonNullable<ReleasePackage["packageJson"]>> = {}): ReleasePackage {
  const packageJson = { name, version, ...fields };
  const dependencies = Object.keys(packageJson.dependencies ?? {});
  const manifest = `packages/${name}/package.json`;
  return {
    name,
    root: `packages/${name}`,
    ecosystem: "npm",
    manifest,
    versionManifest: manifest,
    version,
    private: fields.private ?? false,
    packageJson,
    dependencies,
    images: [],
  };
}

function makeOther(name: string, ecosystem: ReleasePackage["ecosystem"], version: string, dependencies: string[] = []): ReleasePackage {
  const root = `services/${name}`;
  return {
    name,
    root,
    ecosystem,
    manifest: `${root}/manifest`,
    versionManifest: `${root}/manifest`,
    version,
    private: true,
    packageJson: null,
    dependencies,
    images: [],
  };
}

function makeChangeset(id: string, releases: Record<string, Bump>, summary = `${id} summary`): RecordedChangeset {
  const entries = Object.entries(releases).map(([name, type]) => ({ name, type }));
  return { id, summary, releases: entries, path: `.changeset/${id}.md`, commit: null, author: null, pullRequest: null };
}

function plan(
  packages: ReleasePackage[],
  changesets: RecordedChangeset[],
  overrides: Partial<ReleasePlanInput> = {},
): Promise<ReleasePlan> {
  const base = {
    commit,
    commits: [],
    line: null,
    rootPackageJson: null,
    config,
    preState: undefined,
    indexes: noIndexes,
    registry: null,
    repositoryUrl: null,
    warnings: [],
  };
  return assembleReleasePlan({ ...base, packages, changesets, ...overrides });
}

function versions(result: ReleasePlan): Record<string, string> {
  return Object.fromEntries(result.packages.map((planned) => [planned.name, planned.newVersion]));
}

function find(result: ReleasePlan, name: string): PlannedPackage {
  const found = result.packages.find((planned) => planned.name === name);
  if (found === undefined) throw new Error(`${name} is not in the plan`);
  return found;
}

describe("versions", () => {
  test("no changesets plan nothing", async () => {
    const result = await plan([makeNpm("a", "1.0.0")], []);
    expect(result.packages).toEqual([]);
    expect(result.artifacts).toEqual([]);
  });

  test("the highest bump of several changesets wins", async () => {
    const result = await plan([makeNpm("a", "1.2.3")], [makeChangeset("one", { a: "patch" }), makeChangeset("two", { a: "minor" })]);
    expect(find(result, "a")).toMatchObject({
      oldVersion: "1.2.3",
      newVersion: "1.3.0",
      bump: "minor",
      gitTag: "a@1.3.0",
      causes: [
        { kind: "changeset", id: "one" },
        { kind: "changeset", id: "two" },
      ],
    });
  });

  test.each(["python", "go", "cargo", "docker"] as const)("a bump of a %s library bumps the service that uses it", async (ecosystem) => {
    const packages = [
      makeOther("telemetry", ecosystem, "1.0.0"),
      makeOther("research", ecosystem, "2.0.0", ["telemetry"]),
      makeOther("other", ecosystem, "1.0.0"),
    ];
    const result = await plan(packages, [makeChangeset("one", { telemetry: "minor" })]);
    expect(versions(result)).toEqual({ telemetry: "1.1.0", research: "2.0.1" });
    expect(find(result, "research").causes).toEqual([{ kind: "dependency", package: "telemetry" }]);
    expect(find(result, "research").changelog).toBe("## 2.0.1\n\n### Patch Changes\n\n- Updated dependencies: telemetry 1.1.0");
  });

  test("a bump travels along a chain that crosses ecosystems", async () => {
    const packages = [
      makeOther("base", "docker", "1.0.0"),
      makeOther("lib", "python", "1.0.0", ["base"]),
      { ...makeNpm("app", "1.0.0"), dependencies: ["lib"] },
    ];
    const result = await plan(packages, [makeChangeset("one", { base: "patch" })]);
    expect(versions(result)).toEqual({ base: "1.0.1", lib: "1.0.1", app: "1.0.1" });
    expect(find(result, "app").causes).toEqual([{ kind: "dependency", package: "lib" }]);
  });

  test("a bump inside the range of an npm dependent does not release it", async () => {
    const packages = [makeNpm("lib", "1.0.0"), makeNpm("app", "1.0.0", { dependencies: { lib: "^1.0.0" } })];
    expect(versions(await plan(packages, [makeChangeset("one", { lib: "minor" })]))).toEqual({ lib: "1.1.0" });
  });

  test("a bump out of the range of an npm dependent releases it", async () => {
    const packages = [makeNpm("lib", "1.0.0"), makeNpm("app", "1.0.0", { dependencies: { lib: "^1.0.0" } })];
    expect(versions(await plan(packages, [makeChangeset("one", { lib: "major" })]))).toEqual({ lib: "2.0.0", app: "1.0.1" });
  });

  test("a minor bump does not propagate through workspace:^, a patch propagates through workspace:*", async () => {
    const packages = [
      makeNpm("lib", "1.0.0"),
      makeNpm("caret", "1.0.0", { dependencies: { lib: "workspace:^" } }),
      makeNpm("exact", "1.0.0", { dependencies: { lib: "workspace:*" } }),
    ];
    expect(versions(await plan(packages, [makeChangeset("one", { lib: "patch" })]))).toEqual({ lib: "1.0.1", exact: "1.0.1" });
  });

  test("fixed packages move together and say the group", async () => {
    const packages = [makeNpm("a", "1.0.0"), makeNpm("b", "1.4.0")];
    const result = await plan(packages, [makeChangeset("one", { a: "minor" })], { config: { ...config, fixed: [["a", "b"]] } });
    expect(versions(result)).toEqual({ a: "1.5.0", b: "1.5.0" });
    expect(find(result, "b").causes).toEqual([{ kind: "group", group: "fixed[0]" }]);
    expect(find(result, "b").changelog).toBe("## 1.5.0\n\nNo changes in this release.");
  });

  test("prerelease mode counts up under its tag", async () => {
    const result = await plan([makeNpm("a", "1.1.0-rc.0")], [makeChangeset("one", { a: "patch" })], {
      preState: { mode: "pre", tag: "rc" },
    });
    expect(versions(result)).toEqual({ a: "1.1.0-rc.1" });
  });
});

describe("changelog", () => {
  test("entries are grouped by bump and linked when the repository is known", async () => {
    const changesets = [
      { ...makeChangeset("one", { a: "patch" }, "fix: keep the order (#12)\n\nThanks to @ada."), commit: "abcdef1".padEnd(40, "0") },
      makeChangeset("two", { a: "minor" }, "Reads `a@b` too."),
    ];
    const result = await plan([makeNpm("a", "1.0.0")], changesets, { repositoryUrl: "https://github.com/acme/shop" });
    expect(find(result, "a").changelog).toBe(
      [
        "## 1.1.0",
        "",
        "### Minor Changes",
        "",
        "- Reads `a@b` too.",
        "",
        "### Patch Changes",
        "",
        "- fix: keep the order ([#12](https://github.com/acme/shop/issues/12)) ([abcdef1](https://github.com/acme/shop/commit/abcdef1000000000000000000000000000000000))",
        "",
        "  Thanks to [@ada](https://github.com/ada).",
      ].join("\n"),
    );
  });
});

describe("artifacts", () => {
  test("a private service with an image and a variant is built, tagged and released; a public package goes to npm", async () => {
    const image = { name: "gateway", repository: "gateway", variant: null };
    const service = {
      ...makeNpm("gateway", "1.0.0", { private: true }),
      images: [image, { ...image, name: "gateway-cuda", variant: "cuda" }],
    };
    const result = await plan([service, makeNpm("lib", "1.0.0")], [makeChangeset("one", { gateway: "minor", lib: "patch" })], {
      registry: "ghcr.io/acme/shop",
    });
    expect(result.artifacts).toEqual([
      { kind: "image", package: "gateway", reference: "ghcr.io/acme/shop/gateway:v1.1.0" },
      { kind: "image", package: "gateway", reference: "ghcr.io/acme/shop/gateway:v1.1.0-cuda" },
      { kind: "git-tag", package: "gateway", reference: "gateway@1.1.0" },
      { kind: "github-release", package: "gateway", reference: "gateway@1.1.0" },
      { kind: "npm", package: "lib", reference: "lib@1.0.1" },
      { kind: "git-tag", package: "lib", reference: "lib@1.0.1" },
      { kind: "github-release", package: "lib", reference: "lib@1.0.1" },
    ]);
  });
});

describe("digest", () => {
  test("is of the plan without itself, and changes with any part of it", async () => {
    const result = await plan([makeNpm("a", "1.0.0")], [makeChangeset("one", { a: "patch" })]);
    expect(result.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(computePlanDigest(result)).toBe(result.digest);
    expect(computePlanDigest({ ...result, commit: "2".repeat(40) })).not.toBe(result.digest);
  });
});

describe("bad changesets", () => {
  test("an unknown package is named with the changeset and the nearest name", async () => {
    await expect(plan([makeNpm("gateway", "1.0.0")], [makeChangeset("brave-cats", { gatway: "patch" })])).rejects.toMatchObject({
      code: "SLUICE_UNKNOWN_PACKAGE",
      message: '.changeset/brave-cats.md names the package "gatway", which is not in the workspace. Did you mean "gateway"?',
    });
  });

  test("a changeset that mixes ignored and other packages is refused", async () => {
    const changesets = [makeChangeset("one", { a: "patch", b: "patch" })];
    await expect(
      plan([makeNpm("a", "1.0.0"), makeNpm("b", "1.0.0")], changesets, { config: { ...config, ignore: ["b"] } }),
    ).rejects.toMatchObject({
      code: "SLUICE_BAD_CHANGESET",
    });
  });
});

describe("a version that several packages share", () => {
  test("moves all of them together, and the file is the cause", async () => {
    const shared = "services/omega/Cargo.toml";
    const packages = ["omega", "omega-core"].map((name) => ({ ...makeOther(name, "cargo", "1.0.0"), versionManifest: shared }));
    const result = await plan(packages, [makeChangeset("one", { "omega-core": "minor" })]);
    expect(versions(result)).toEqual({ omega: "1.1.0", "omega-core": "1.1.0" });
    expect(find(result, "omega").causes).toEqual([{ kind: "group", group: shared }]);
  });
});
