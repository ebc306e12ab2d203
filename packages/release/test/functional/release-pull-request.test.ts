import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openGitHub } from "@sluice/github";
import { openReleasePullRequest, readReleasePlan, type ReleasePullRequestOptions } from "@sluice/release";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOrigin, startGitHub, type GitHubServer, type Origin } from "../../../../tools/stack/index.ts";
import { createTempRepository, type TempRepository } from "./temp-repository.ts";

const branch = "sluice/release-main";
const reference = `refs/heads/${branch}`;
const files = {
  "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
  "packages/ui/package.json": '{ "name": "@acme/ui", "version": "1.0.0" }\n',
  "services/brand/pyproject.toml": '[project]\nname = "brand"\nversion = "1.0.0"\n',
  ".changeset/brave-cats.md": '---\n"@acme/ui": minor\n---\n\nIt says | its name.\n',
};

let server: GitHubServer;
let origin: Origin;
let repository: TempRepository;

beforeAll(async () => {
  server = await startGitHub({ repository: "acme/shop" });
});
afterAll(() => server.stop());
beforeEach(async () => {
  origin = await createOrigin();
  repository = await createTempRepository(files);
  await repository.git("remote", "add", "origin", origin.url);
  await repository.git("push", "--quiet", "origin", "main");
  return async () => {
    const { github } = await options();
    const open = await github.findPullRequest({ branch, base: "main" });
    if (open !== null) await github.updatePullRequest(open.number, { state: "closed" });
    await repository.remove();
    await origin.stop();
  };
});

async function options(changes: Partial<ReleasePullRequestOptions> = {}): Promise<ReleasePullRequestOptions> {
  const github = openGitHub({ apiUrl: server.url, repository: server.repository, token: server.token, retries: 0 });
  const sources = { ...(await repository.releaseOptions()), repository: await repository.open() };
  return { sources, github, base: "main", branch, draft: false, force: false, dryRun: false, ...changes };
}

async function run(changes: Partial<ReleasePullRequestOptions> = {}) {
  return openReleasePullRequest(await options(changes));
}

async function push(changes: Record<string, string>): Promise<void> {
  await repository.commit(changes);
  await repository.git("push", "--quiet", "origin", "main");
}

describe("the release pull request", () => {
  test("holds versions, changelogs and the plan with its digest, on one commit; here nothing changes", async () => {
    const before = await repository.git("rev-parse", "HEAD");
    const plan = await readReleasePlan(await repository.releaseOptions());
    const made = await run();
    expect(made).toMatchObject({ action: "created", digest: plan.digest, packages: [{ name: "@acme/ui", newVersion: "1.1.0" }] });
    const found = await (await options()).github.findPullRequest({ branch, base: "main" });
    expect(found).toMatchObject({ number: made.pullRequest?.number, title: "chore: release @acme/ui 1.1.0" });
    expect(found?.body).toContain("| @acme/ui | 1.0.0 | **1.1.0** | minor | changeset `brave-cats` |");
    expect(found?.body).toContain("| npm | `@acme/ui@1.1.0` |");
    expect(found?.body).toContain(`Plan \`${plan.digest}\` of the commit ${before}.`);
    await repository.git("fetch", "--quiet", "origin", reference);
    expect(await repository.git("rev-parse", "FETCH_HEAD")).toBe(made.commit);
    expect(await repository.git("log", "--format=%s|%an", `${before}..FETCH_HEAD`)).toBe("chore: release @acme/ui 1.1.0|sluice");
    expect(await repository.git("diff", "--name-status", before, "FETCH_HEAD")).toBe(
      "D\t.changeset/brave-cats.md\nA\tpackages/ui/CHANGELOG.md\nM\tpackages/ui/package.json",
    );
    expect([await repository.git("rev-parse", "HEAD"), await repository.git("status", "--porcelain")]).toEqual([before, ""]);
  });

  test("a second run changes nothing, and what comes to main is taken up, over a conflict too", async () => {
    const first = await run();
    expect(await run()).toMatchObject({ action: "unchanged", commit: first.commit, pullRequest: first.pullRequest });
    await push({
      "packages/ui/package.json": '{ "name": "@acme/ui", "version": "1.0.0", "license": "MIT" }\n',
      ".changeset/calm-dogs.md": '---\n"brand": patch\n---\n\nFix.\n',
    });
    const second = await run();
    expect(second).toMatchObject({ action: "updated", pullRequest: first.pullRequest, packages: [{}, { name: "brand" }] });
    await repository.git("fetch", "--quiet", "origin", reference);
    expect(await repository.git("rev-list", "--count", "main..FETCH_HEAD")).toBe("1");
    expect(await repository.git("show", "FETCH_HEAD:packages/ui/package.json")).toContain('"version": "1.1.0", "license": "MIT"');
    await repository.git("checkout", "--quiet", "HEAD~1");
    expect(await run()).toMatchObject({ action: "outdated", pullRequest: null });
  });

  test("what is merged closes it, and then nothing waits", async () => {
    await run();
    await repository.git("rm", "--quiet", ".changeset/brave-cats.md");
    await push({});
    expect(await run()).toMatchObject({ action: "closed", packages: [] });
    expect(await run()).toMatchObject({ action: "none", pullRequest: null });
  });

  test("a commit that somebody put on its branch is not thrown away unasked", async () => {
    await run();
    await repository.git("fetch", "--quiet", "origin", reference);
    await repository.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
    await repository.commit({ "packages/ui/CHANGELOG.md": "by hand\n" });
    await repository.git("push", "--quiet", "origin", `HEAD:${reference}`);
    await repository.git("checkout", "--quiet", "main");
    await push({ ".changeset/calm-dogs.md": '---\n"brand": patch\n---\n\nFix.\n' });
    await expect(run()).rejects.toMatchObject({ code: "SLUICE_RELEASE_BRANCH_EDITED" });
    expect(await run({ force: true })).toMatchObject({ action: "updated" });
  });

  test("a dry run pushes nothing", async () => {
    expect(await run({ dryRun: true })).toMatchObject({ action: "created", pullRequest: null });
    expect(await repository.git("ls-remote", "origin", reference)).toBe("");
    expect(await (await options()).github.findPullRequest({ branch, base: "main" })).toBeNull();
  });

  test("what is not committed, or not on the base, is refused", async () => {
    await writeFile(join(repository.path, "packages/ui/index.js"), "1\n");
    await expect(run()).rejects.toMatchObject({ code: "SLUICE_DIRTY_TREE" });
    await repository.commit({});
    await expect(run()).rejects.toMatchObject({ code: "SLUICE_NOT_ON_BASE" });
    await expect(run({ base: "1.x" })).rejects.toMatchObject({
      code: "SLUICE_NOT_ON_BASE",
      message: expect.stringContaining("no branch 1.x"),
    });
  });
});
