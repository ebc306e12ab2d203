import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { applyReleasePlan, readReleasePlan } from "@sluice/release";
import { execa } from "execa";
import { afterEach, describe, expect, test } from "vitest";
import { readVersionRun } from "../../src/apply/apply-release-plan.ts";
import { pendingVersionPath, writePendingVersion } from "../../src/apply/pending-version.ts";
import { TempRepository } from "./temp-repository.ts";

const config = JSON.stringify({ baseBranch: "main", access: "public", format: false, privatePackages: { version: true, tag: true } });

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function changeset(releases: Record<string, string>, summary: string): string {
  const lines = Object.entries(releases).map(([name, type]) => `"${name}": ${type}`);
  return `---\n${lines.join("\n")}\n---\n\n${summary}\n`;
}

const npmFiles = {
  "package.json": json({
    name: "root",
    version: "0.0.0",
    private: true,
    workspaces: ["packages/*"],
    devDependencies: { "@acme/core": "^1.0.0" },
  }),
  // changesets takes a folder for an npm workspace by this file; it lists no packages here, so neither command edits it.
  "package-lock.json": json({ name: "root", lockfileVersion: 3, packages: {} }),
  ".changeset/config.json": config,
  "packages/core/package.json": json({ name: "@acme/core", version: "1.0.0" }),
  // Four spaces, and a key after the version: neither may change.
  "packages/ui/package.json":
    '{\n    "name": "@acme/ui",\n    "version": "2.3.4",\n    "dependencies": { "@acme/core": "~1.0.0" },\n    "license": "MIT"\n}\n',
  "packages/peer/package.json": json({
    name: "@acme/peer",
    version: "0.5.0",
    devDependencies: { "@acme/core": "^1.0.0" },
    peerDependencies: { "@acme/core": ">=1.0.0 <2.0.0" },
  }),
  "packages/exact/package.json": json({
    name: "@acme/exact",
    version: "1.0.0-rc.1",
    dependencies: { "@acme/core": "1.0.0", "@acme/ui": "*" },
  }),
  "packages/gateway/package.json": json({ name: "gateway", version: "1.0.0", private: true, dependencies: { "@acme/ui": "^2.0.0" } }),
  "packages/quiet/package.json": json({ name: "quiet", version: "3.0.0" }),
};

const polyglotFiles = {
  ".changeset/config.json": config,
  "services/telemetry/pyproject.toml": '[project]\nname = "telemetry"\nversion = "1.0.0"  # kept\ndependencies = []\n',
  "services/research/pyproject.toml":
    '[project]\nname = "research"\nversion = "1.0.0"\ndependencies = [\n  "telemetry>=1.0.0,<2", # our own\n]\n\n[tool.uv.sources]\ntelemetry = { path = "../telemetry" }\n',
  "services/research/uv.lock":
    'version = 1\n\n[[package]]\nname = "research"\nversion = "1.0.0"\nsource = { virtual = "." }\ndependencies = [\n    { name = "telemetry" },\n]\n\n[package.metadata]\nrequires-dist = [{ name = "telemetry", specifier = ">=1.0.0,<2", directory = "../telemetry" }]\n\n[[package]]\nname = "telemetry"\nversion = "1.0.0"\nsource = { directory = "../telemetry" }\n',
  "services/omega/Cargo.toml":
    '[workspace]\nmembers = ["crates/*"]\n\n[workspace.package]\nversion = "1.0.0" # of all crates\n\n[package]\nname = "omega"\nversion.workspace = true\n\n[dependencies]\nomega-core = { path = "crates/omega-core", version = "1.0.0" }\n',
  "services/omega/src/main.rs": "fn main() {}\n",
  "services/omega/crates/omega-core/Cargo.toml": '[package]\nname = "omega-core"\nversion.workspace = true\n',
  "services/omega/crates/omega-core/src/lib.rs": "",
  "services/omega/Cargo.lock":
    'version = 4\n\n[[package]]\nname = "omega"\nversion = "1.0.0"\ndependencies = [\n "omega-core",\n]\n\n[[package]]\nname = "omega-core"\nversion = "1.0.0"\n',
  "services/router/go.mod": "module example.com/acme/services/router\n\ngo 1.24\n",
  "services/router/main.go": "package main\n\nfunc main() {}\n",
  ".changeset/one.md": changeset({ telemetry: "minor" }, "Spans have names (#7)."),
  ".changeset/two.md": changeset({ "omega-core": "patch", router: "minor" }, "Faster."),
};

const repositories: TempRepository[] = [];
afterEach(async () => {
  for (const repository of repositories.splice(0)) repository.remove();
});

async function createRepository(files: Record<string, string>): Promise<TempRepository> {
  const repository = TempRepository.init(files);
  repositories.push(repository);
  return repository;
}

async function copyOf(original: TempRepository): Promise<TempRepository> {
  const copy = original.copy();
  repositories.push(copy);
  return copy;
}

async function version(repository: TempRepository, dryRun = false) {
  return applyReleasePlan({ ...(await repository.releaseOptions()), dryRun });
}

describe("next to `changeset version`", () => {
  test.each<[string, Record<string, string>]>([
    ["a minor bump with dependents", { ".changeset/a.md": changeset({ "@acme/core": "minor" }, "New.") }],
    ["a major bump", { ".changeset/a.md": changeset({ "@acme/core": "major" }, "Other.") }],
    ["a private package alone", { ".changeset/a.md": changeset({ gateway: "patch" }, "Fix.") }],
    [
      "several changesets",
      {
        ".changeset/a.md": changeset({ "@acme/ui": "minor", quiet: "patch" }, "A."),
        ".changeset/b.md": changeset({ "@acme/ui": "patch" }, "B."),
      },
    ],
    ["a bump of none", { ".changeset/a.md": changeset({ quiet: "none", "@acme/ui": "patch" }, "No.") }],
    [
      "prerelease mode",
      { ".changeset/a.md": changeset({ "@acme/core": "minor" }, "New."), ".changeset/pre.json": json({ mode: "pre", tag: "next" }) },
    ],
    [
      "fixed and linked groups",
      {
        ".changeset/config.json": json({ ...JSON.parse(config), fixed: [["@acme/core", "quiet"]], linked: [["@acme/ui", "gateway"]] }),
        ".changeset/a.md": changeset({ "@acme/core": "minor", "@acme/ui": "patch" }, "New."),
      },
    ],
  ])("%s: the same manifests, the same packages in the changelogs, the same changesets left", async (_title, changesets) => {
    const ours = await createRepository({ ...npmFiles, ...changesets });
    const theirs = await copyOf(ours);
    await version(ours);
    await runChangesetVersion(theirs.root);
    for (const path of Object.keys(npmFiles)) expect({ path, text: ours.read(path) }).toEqual({ path, text: theirs.read(path) });
    expect(await changedPaths(ours)).toEqual(await changedPaths(theirs));
  });
});

describe("the changelog of plain `changeset version`", () => {
  test("is the same, with the same changelog in .changeset/config.json", async () => {
    const changelog = [join(import.meta.dirname, "../../src/changelog.ts"), { repo: "acme/shop" }];
    const ours = await createRepository({
      ...npmFiles,
      ".changeset/config.json": json({ ...JSON.parse(config), changelog }),
      ".changeset/a.md": changeset({ "@acme/core": "minor" }, "New (#5).\n\nThanks to @grace."),
      ".changeset/b.md": changeset({ "@acme/core": "patch", "@acme/ui": "major" }, "Other."),
    });
    ours.git("config", "user.email", "12+ada@users.noreply.github.com");
    const email = { GIT_AUTHOR_EMAIL: "12+ada@users.noreply.github.com" };
    await execa("git", ["commit", "--quiet", "--amend", "--reset-author", "--message", "feat: everything (#7)"], {
      cwd: ours.root,
      env: email,
    });
    const theirs = await copyOf(ours);
    await version(ours);
    await runChangesetVersion(theirs.root);
    expect(await changedPaths(ours)).toEqual(await changedPaths(theirs));
    for (const path of Object.keys(npmFiles).filter((file) => file.startsWith("packages/"))) {
      const file = join(dirname(path), "CHANGELOG.md");
      const read = ({ root }: TempRepository) => readFile(join(root, file), "utf8").catch(() => null);
      expect({ file, text: await read(ours) }).toEqual({ file, text: await read(theirs) });
    }
    const commit = ours.git("rev-parse", "HEAD");
    const address = "https://github.com/acme/shop";
    const source = `([#7](${address}/pull/7), [${commit.slice(0, 7)}](${address}/commit/${commit})), thanks to [@ada](https://github.com/ada)`;
    expect(ours.read("packages/core/CHANGELOG.md")).toContain(
      `### Minor Changes\n\n- New ([#5](${address}/issues/5)). ${source}\n\n  Thanks to [@grace](https://github.com/grace).\n\n### Patch Changes\n\n- Other. ${source}\n`,
    );
    expect(ours.read("packages/gateway/CHANGELOG.md")).toContain("### Patch Changes\n\n- Updated dependencies: @acme/ui 3.0.0\n");
  });
});

test("a repository that is one package", async () => {
  const repository = await createRepository({
    "package.json": json({ name: "solo", version: "1.0.0" }),
    ".changeset/config.json": config,
    ".changeset/a.md": changeset({ solo: "minor" }, "New."),
  });
  await version(repository);
  expect(JSON.parse(repository.read("package.json"))).toEqual({ name: "solo", version: "1.1.0" });
  expect(repository.read("CHANGELOG.md")).toContain("# solo\n\n## 1.1.0\n");
});

describe("in every ecosystem", () => {
  test("versions, ranges, lockfiles and changelogs, with everything else as it was", async () => {
    const repository = await createRepository(polyglotFiles);
    repository.git("tag", "router@1.4.0");
    const result = await version(repository);
    expect(result.packages).toEqual([
      { name: "omega", oldVersion: "1.0.0", newVersion: "1.0.1" },
      { name: "omega-core", oldVersion: "1.0.0", newVersion: "1.0.1" },
      { name: "research", oldVersion: "1.0.0", newVersion: "1.0.1" },
      { name: "router", oldVersion: "1.4.0", newVersion: "1.5.0" },
      { name: "telemetry", oldVersion: "1.0.0", newVersion: "1.1.0" },
    ]);
    expect(repository.git("diff", "--unified=0", "--", "*.toml", "*.lock")).toMatchInlineSnapshot(`
      "diff --git a/services/omega/Cargo.lock b/services/omega/Cargo.lock
      index 8833246..94a61c0 100644
      --- a/services/omega/Cargo.lock
      +++ b/services/omega/Cargo.lock
      @@ -5 +5 @@ name = "omega"
      -version = "1.0.0"
      +version = "1.0.1"
      @@ -12 +12 @@ name = "omega-core"
      -version = "1.0.0"
      +version = "1.0.1"
      diff --git a/services/omega/Cargo.toml b/services/omega/Cargo.toml
      index 4955455..818782c 100644
      --- a/services/omega/Cargo.toml
      +++ b/services/omega/Cargo.toml
      @@ -5 +5 @@ members = ["crates/*"]
      -version = "1.0.0" # of all crates
      +version = "1.0.1" # of all crates
      @@ -12 +12 @@ version.workspace = true
      -omega-core = { path = "crates/omega-core", version = "1.0.0" }
      +omega-core = { path = "crates/omega-core", version = "1.0.1" }
      diff --git a/services/research/pyproject.toml b/services/research/pyproject.toml
      index 828086c..84834a7 100644
      --- a/services/research/pyproject.toml
      +++ b/services/research/pyproject.toml
      @@ -3 +3 @@ name = "research"
      -version = "1.0.0"
      +version = "1.0.1"
      @@ -5 +5 @@ dependencies = [
      -  "telemetry>=1.0.0,<2", # our own
      +  "telemetry>=1.1.0,<2", # our own
      diff --git a/services/research/uv.lock b/services/research/uv.lock
      index b1f8cd1..5e45e0d 100644
      --- a/services/research/uv.lock
      +++ b/services/research/uv.lock
      @@ -5 +5 @@ name = "research"
      -version = "1.0.0"
      +version = "1.0.1"
      @@ -12 +12 @@ dependencies = [
      -requires-dist = [{ name = "telemetry", specifier = ">=1.0.0,<2", directory = "../telemetry" }]
      +requires-dist = [{ name = "telemetry", specifier = ">=1.1.0,<2", directory = "../telemetry" }]
      @@ -16 +16 @@ name = "telemetry"
      -version = "1.0.0"
      +version = "1.1.0"
      diff --git a/services/telemetry/pyproject.toml b/services/telemetry/pyproject.toml
      index d263657..aa43fee 100644
      --- a/services/telemetry/pyproject.toml
      +++ b/services/telemetry/pyproject.toml
      @@ -3 +3 @@ name = "telemetry"
      -version = "1.0.0"  # kept
      +version = "1.1.0"  # kept"
    `);
    const added = repository.git("rev-parse", "--short=7", "HEAD");
    expect(repository.read("services/telemetry/CHANGELOG.md")).toBe(
      `# telemetry\n\n## 1.1.0\n\n### Minor Changes\n\n- Spans have names (#7). (${added}), thanks to Ada\n`,
    );
    expect(repository.read("services/research/CHANGELOG.md")).toBe(
      "# research\n\n## 1.0.1\n\n### Patch Changes\n\n- Updated dependencies: telemetry 1.1.0\n",
    );
    expect(repository.git("status", "--short", "--", ".changeset")).toBe(" D .changeset/one.md\n D .changeset/two.md");
  });

  test("a second run does nothing, and Go's version waits in its changelog for its git tag", async () => {
    const repository = await createRepository(polyglotFiles);
    await version(repository);
    const before = repository.git("diff");
    expect(await version(repository)).toMatchObject({ packages: [], written: [], deleted: [] });
    expect(repository.git("diff")).toBe(before);
    repository.commit({ ".changeset/three.md": changeset({ router: "patch" }, "More.") });
    const plan = await readReleasePlan(await repository.releaseOptions());
    expect(plan.packages).toMatchObject([{ name: "router", oldVersion: "0.1.0", newVersion: "0.1.1" }]);
  });

  test("a clone without tags asks its remote for the version of a Go module", async () => {
    const origin = await createRepository(polyglotFiles);
    origin.git("tag", "router@1.4.0");
    const clone = await createRepository(polyglotFiles);
    clone.git("remote", "add", "origin", `file://${origin.root}`);
    const { packages, warnings } = await readReleasePlan(await clone.releaseOptions());
    expect(packages.find(({ name }) => name === "router")).toMatchObject({ oldVersion: "1.4.0", newVersion: "1.5.0" });
    expect(warnings).toEqual([]);
    clone.git("remote", "set-url", "origin", "file:///nowhere");
    const offline = await readReleasePlan(await clone.releaseOptions());
    expect(offline.warnings).toMatchObject([{ code: "SLUICE_GIT_TAGS_UNKNOWN" }]);
  });

  test("a dry run writes nothing", async () => {
    const repository = await createRepository(polyglotFiles);
    expect((await version(repository, true)).written).toContain("services/omega/Cargo.toml");
    expect(repository.git("status", "--short")).toBe("");
  });
});

test("one changelog for the repository tells each change once, newest day first, and keeps its introduction", async () => {
  const repository = await createRepository({
    ...polyglotFiles,
    "CHANGELOG.md": "# Changes\n\nOf everything.\n\n## 2020-01-01\n\n- Old.\n",
  });
  const options = { ...(await repository.releaseOptions()), repositoryChangelog: "CHANGELOG.md" };
  const { packages } = await applyReleasePlan({ ...options, dryRun: false });
  const text = repository.read("CHANGELOG.md");
  const [introduction, section = "", old] = text.split(/^(?=## )/m);
  expect([introduction, old]).toEqual(["# Changes\n\nOf everything.\n\n", "## 2020-01-01\n\n- Old.\n"]);
  expect(section).toMatch(/^## \d{4}-\d\d-\d\d\n\n.*\.\n\n### (Major|Minor|Patch) Changes\n\n- \*\*/);
  for (const { name, newVersion } of packages) expect(section).toContain(`${name} ${newVersion}`);
  const items = section.split("\n").filter((line) => line.startsWith("- "));
  expect(new Set(items).size).toBe(items.length);
});

describe("after a crash", () => {
  test("between any two writes, the next run ends where an undisturbed one does", async () => {
    const undisturbed = await createRepository(polyglotFiles);
    const original = await copyOf(undisturbed);
    await version(undisturbed);
    const expected = await snapshot(undisturbed);
    const { pending } = await readVersionRun(await original.releaseOptions());
    for (let written = 0; written <= pending.edits.length; written += 1) {
      const crashed = original.copy();
      await writePendingVersion(crashed.root, pending);
      for (const { path, after } of pending.edits.slice(0, written)) await writeFile(join(crashed.root, path), after);
      expect(await version(crashed)).toMatchObject({ resumed: true });
      expect({ written, files: await snapshot(crashed) }).toEqual({ written, files: expected });
      crashed.remove();
    }
  });

  test("a file that was changed by hand since stops the run and is named", async () => {
    const repository = await createRepository(polyglotFiles);
    const { pending } = await readVersionRun(await repository.releaseOptions());
    await writePendingVersion(repository.root, pending);
    await writeFile(join(repository.root, "services/omega/Cargo.lock"), "version = 4\n");
    await expect(version(repository)).rejects.toMatchObject({
      code: "SLUICE_PENDING_VERSION",
      message: expect.stringContaining("services/omega/Cargo.lock"),
      hint: expect.stringContaining(pendingVersionPath),
    });
  });
});

async function runChangesetVersion(cwd: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve("@changesets/cli/package.json");
  await execa(process.execPath, [join(dirname(manifest), "bin.js"), "version"], {
    cwd,
    // A package of this repository is run from its source.
    env: { NODE_OPTIONS: "--conditions=@sluice/source" },
  });
}

async function changedPaths(repository: TempRepository): Promise<string[]> {
  return repository.git("status", "--short", "--untracked-files=all").split("\n").toSorted();
}

async function snapshot(repository: TempRepository): Promise<string> {
  repository.git("add", "--all");
  return repository.git("diff", "--cached", "HEAD");
}
