import { afterEach, describe, expect, test } from "vitest";
import { applyReleasePlan, readReleasePlan } from "@sluice/release";
import { TempRepository } from "./temp-repository.ts";

const bumps = { feat: "minor", fix: "patch", revert: "patch" } as const;
const files = {
  "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
  "packages/ui/package.json": '{ "name": "@acme/ui", "version": "1.0.0" }\n',
  "services/router/go.mod": "module example.com/router\n\ngo 1.22\n",
  "services/router/main.go": "package main\n\nfunc main() {}\n",
  "services/brand/pyproject.toml": '[project]\nname = "brand"\nversion = "1.0.0"\n',
};

let repository: TempRepository | undefined;
afterEach(() => repository?.remove());

async function commit(message: string, changes: Record<string, string>): Promise<string> {
  repository?.commit(changes);
  repository?.git("commit", "--quiet", "--amend", "--message", message);
  return repository?.git("rev-parse", "HEAD") ?? "";
}

async function plan() {
  if (repository === undefined) throw new Error("no repository");
  const { packages, warnings } = await readReleasePlan({ ...(await repository.releaseOptions()), commitBumps: bumps });
  return { versions: Object.fromEntries(packages.map(({ name, newVersion }) => [name, newVersion])), packages, warnings };
}

describe("conventional commits beside changesets", () => {
  test("bump since the last tag, count once with a changeset, and count again only after the release", async () => {
    repository = TempRepository.init(files);
    for (const name of ["@acme/ui@1.0.0", "router@0.3.0", "brand@1.0.0"]) repository.git("tag", name);
    const feature = await commit("feat(ui): say the name (#7)", { "packages/ui/index.js": "1\n" });
    await commit("fix: route (#8)", { "services/router/main.go": "package main\n\nfunc main() { _ = 1 }\n" });
    await commit("feat: told by the changeset", {
      "services/brand/a.py": "a = 1\n",
      ".changeset/brave-cats.md": '---\n"brand": patch\n---\n\nThe brand has a name.\n',
    });
    await commit("Update something", { "services/brand/b.py": "b = 1\n" });
    const first = await plan();
    expect(first.versions).toEqual({ "@acme/ui": "1.1.0", brand: "1.0.1", router: "0.3.1" });
    expect(first.packages[0]).toMatchObject({
      causes: [{ kind: "commit", sha: feature }],
      changelog: `## 1.1.0\n\n### Minor Changes\n\n- say the name (#7, ${feature.slice(0, 7)}), thanks to Ada`,
    });
    expect(first.packages[1]?.causes).toEqual([{ kind: "changeset", id: "brave-cats" }]);
    expect(first.warnings).toMatchObject([{ code: "SLUICE_COMMIT_UNPARSED", message: expect.stringContaining("Update something") }]);

    await applyReleasePlan({ ...(await repository.releaseOptions()), commitBumps: bumps, dryRun: false });
    await commit("chore: release", {});
    expect((await plan()).versions).toEqual({});
    await commit("fix: before the tag", { "packages/ui/index.js": "2\n" });
    expect((await plan()).versions).toEqual({ "@acme/ui": "1.1.1" });
  });

  test("a repository with common version tags", async () => {
    repository = TempRepository.init(files);
    repository.git("tag", "v1.0.0");
    await commit("fix: ui", { "packages/ui/index.js": "1\n" });
    expect((await plan()).versions).toEqual({ "@acme/ui": "1.0.1" });
  });
});
