import { describe, expect, test } from "vitest";
import { assembleBaselines } from "./assemble-baselines.ts";
import { assembleCommitChanges, type CommitHistory } from "./assemble-commit-changes.ts";

type Commits = CommitHistory["commits"];

const bumps = { feat: "minor", fix: "patch", revert: "patch" } as const;
const packages = [
  { name: "gateway", root: "services/gateway" },
  { name: "@acme/ui", root: "packages/ui" },
  { name: "@acme/ui-icons", root: "packages/ui/icons" },
];

/** A revision that can be told from others by its beginning. */
function id(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(40, "0");
}

function makeCommit(name: string, message: string, paths: string[], parents: string[] = []): Commits[number] {
  return {
    revision: id(name),
    parents: parents.map(id),
    time: new Date(0),
    author: { name: "Ada", email: "ada@example.com" },
    message,
    files: paths.map((path) => ({ path, status: path.startsWith(".changeset/") ? "added" : "modified" })),
  };
}

/** A line of commits, each the parent of the one before it: newest first. */
function line(...commits: [name: string, message: string, ...paths: string[]][]): Commits {
  return commits.map(([name, message, ...paths], index) =>
    makeCommit(
      name,
      message,
      paths,
      commits.slice(index + 1, index + 2).map(([parent]) => parent),
    ),
  );
}

function revert(name: string): string {
  return `Revert "x"\n\nThis reverts commit ${id(name)}.`;
}

function tag(name: string, revision: string) {
  return { name, revision, time: new Date(0) };
}

function assemble(commits: Commits, baselines: Record<string, string> = {}) {
  const { changes, warnings } = assembleCommitChanges({
    commits,
    packages,
    baselines: new Map(Object.entries(baselines).map(([name, revision]) => [name, id(revision)])),
    bumps,
  });
  return {
    told: changes.map(({ releases, summary }) => [summary, Object.fromEntries(releases.map(({ name, type }) => [name, type]))]),
    warnings,
  };
}

describe("which packages a commit concerns", () => {
  test("those whose files it touches, the deepest folder winning", () => {
    const commits = line(
      ["c3", "feat: both", "services/gateway/a.ts", "packages/ui/b.ts"],
      ["c2", "fix: icons", "packages/ui/icons/c.svg"],
      ["c1", "feat: nobody's", "README.md"],
    );
    expect(assemble(commits).told).toEqual([
      ["both", { "@acme/ui": "minor", gateway: "minor" }],
      ["icons", { "@acme/ui-icons": "patch" }],
    ]);
  });

  test("the one of them that its scope names; a scope that names none of them is only told", () => {
    const commits = line(
      ["c2", "feat(ui): one", "services/gateway/a.ts", "packages/ui/b.ts"],
      ["c1", "fix(http): two", "services/gateway/a.ts"],
    );
    expect(assemble(commits).told).toEqual([
      ["one", { "@acme/ui": "minor" }],
      ["http: two", { gateway: "patch" }],
    ]);
  });

  test("only since the package's own last release", () => {
    const commits = line(
      ["c3", "fix: three", "services/gateway/a", "packages/ui/a"],
      ["c2", "fix: two", "services/gateway/a", "packages/ui/a"],
      ["c1", "fix: one", "services/gateway/a", "packages/ui/a"],
    );
    expect(assemble(commits, { gateway: "c2", "@acme/ui": "c1" }).told).toEqual([
      ["three", { "@acme/ui": "patch", gateway: "patch" }],
      ["two", { "@acme/ui": "patch" }],
    ]);
  });

  test("what was made before the release and merged after it counts", () => {
    const commits = [
      makeCommit("merge", "Merge pull request #3", [], ["released", "side"]),
      makeCommit("released", "feat: in", ["services/gateway/a"], ["root"]),
      makeCommit("side", "fix: late", ["services/gateway/b"], ["root"]),
      makeCommit("root", "feat: first", ["services/gateway/a"]),
    ];
    expect(assemble(commits, { gateway: "released" }).told).toEqual([["late", { gateway: "patch" }]]);
  });
});

describe("what a commit counts for", () => {
  test("what breaks is major whatever its type, and is told", () => {
    const commits = line(["c1", "chore: port\n\nBREAKING CHANGE: it is 80", "services/gateway/a"]);
    expect(assemble(commits).told).toEqual([["port\n\nBreaking: it is 80", { gateway: "major" }]]);
  });

  test("an unreleased change and its revert count for nothing, and a revert of the revert brings it back", () => {
    const feature: [string, string, string] = ["c1", "feat: x", "services/gateway/a"];
    const reverted: [string, string, string] = ["c2", revert("c1"), "services/gateway/a"];
    expect(assemble(line(reverted, feature)).told).toEqual([]);
    expect(assemble(line(["c3", revert("c2"), "services/gateway/a"], reverted, feature)).told).toEqual([["x", { gateway: "minor" }]]);
    expect(assemble(line(reverted, feature), { gateway: "c1" }).told).toEqual([['Revert "x"', { gateway: "patch" }]]);
  });

  test("a commit that carries a changeset is left to it, and so is all of its merged pull request", () => {
    const commits = [
      makeCommit("merge", "Merge pull request #3", [], ["direct", "changeset"]),
      makeCommit("direct", "feat: told here", [".changeset/a.md", "services/gateway/a"], ["root"]),
      makeCommit("changeset", "chore: changeset", [".changeset/b.md"], ["side"]),
      makeCommit("side", "feat: told there", ["services/gateway/a"], ["root"]),
      makeCommit("root", "fix: told by itself", ["services/gateway/a", ".changeset/README.md"]),
    ];
    expect(assemble(commits).told).toEqual([["told by itself", { gateway: "patch" }]]);
  });

  test("what follows no convention is said aloud, if it touches an unreleased package", () => {
    const commits = line(["c2", "Update things", "services/gateway/a"], ["c1", "Update docs", "docs/a.md"]);
    expect(assemble(commits)).toEqual({
      told: [],
      warnings: [{ code: "SLUICE_COMMIT_UNPARSED", message: expect.stringContaining(`${id("c2").slice(0, 7)} "Update things"`) }],
    });
    const many = line(...Array.from({ length: 30 }, (_, index): [string, string, string] => [`n${index}`, "Update", "services/gateway/a"]));
    expect(assemble(many).warnings.at(-1)?.message).toBe("10 further commits are no conventional commits.");
  });
});

describe("the last release of a package", () => {
  const tags = [
    tag("gateway@1.0.0", "a"),
    tag("gateway@1.1.0", "b"),
    tag("v1.2.0", "c"),
    tag("gateway@2.0.0-rc.1", "d"),
    tag("nightly", "e"),
  ];

  test.each([
    ["1.1.0", "b", false],
    ["1.2.0", "c", false],
    ["1.1.5", "b", true],
    ["2.0.0-rc.1", "d", false],
    ["0.9.0", null, true],
  ])("at %s it is the tag at %s", (version, revision, isWritten) => {
    const found = assembleBaselines({ packages: [{ name: "gateway", version }], tags, hasChangelog: () => true, stableOnly: false });
    expect([found.byTag.get("gateway"), found.written.has("gateway")]).toEqual([revision, isWritten]);
  });

  test("at the end of prerelease mode it is the last stable one", () => {
    const options = { packages: [{ name: "gateway", version: "2.0.0-rc.1" }], tags, hasChangelog: () => true };
    expect(assembleBaselines({ ...options, stableOnly: true }).byTag.get("gateway")).toBe("c");
  });
});
