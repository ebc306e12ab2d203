import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitHub, openGitHub } from "@sluice/github";
import { openReleasePullRequest, readReleasePlan, type ReleasePullRequestOptions } from "@sluice/release";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOrigin, startGitHub, type GitHubServer, type Origin } from "../../../../tools/stack/index.ts";
import { TempRepository } from "./temp-repository.ts";

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
  repository = TempRepository.init(files);
  repository.git("remote", "add", "origin", origin.url);
  repository.git("push", "--quiet", "origin", "main");
  return async () => {
    const open = await gitHub().findPullRequest({ branch, base: "main" });
    if (open !== null) await gitHub().updatePullRequest(open.number, { state: "closed" });
    repository.remove();
    await origin.stop();
  };
});

function gitHub(): GitHub {
  return openGitHub({ apiUrl: server.url, repository: server.repository, token: server.token, retries: 0 });
}

async function options(changes: Partial<ReleasePullRequestOptions> = {}): Promise<ReleasePullRequestOptions> {
  const sources = { ...(await repository.releaseOptions()), repository: await repository.open() };
  return {
    sources,
    host: { kind: "github", github: gitHub() },
    base: "main",
    branch,
    draft: false,
    force: false,
    dryRun: false,
    ...changes,
  };
}

async function run(changes: Partial<ReleasePullRequestOptions> = {}) {
  return openReleasePullRequest(await options(changes));
}

async function push(changes: Record<string, string>): Promise<void> {
  repository.commit(changes);
  repository.git("push", "--quiet", "origin", "main");
}

describe("the release pull request", () => {
  test("holds versions, changelogs and the plan with its digest, on one commit; here nothing changes", async () => {
    const before = repository.git("rev-parse", "HEAD");
    const plan = await readReleasePlan(await repository.releaseOptions());
    const made = await run();
    expect(made).toMatchObject({ action: "created", digest: plan.digest, packages: [{ name: "@acme/ui", newVersion: "1.1.0" }] });
    const found = await gitHub().findPullRequest({ branch, base: "main" });
    expect(found).toMatchObject({ number: made.pullRequest?.number, title: "chore: release @acme/ui 1.1.0" });
    expect(found?.body).toContain("| @acme/ui | 1.0.0 | **1.1.0** | minor | changeset `brave-cats` |");
    expect(found?.body).toContain("| npm | `@acme/ui@1.1.0` |");
    expect(found?.body).toContain(`Plan \`${plan.digest}\` of the commit ${before}.`);
    repository.git("fetch", "--quiet", "origin", reference);
    expect(repository.git("rev-parse", "FETCH_HEAD")).toBe(made.commit);
    expect(repository.git("log", "--format=%s|%an", `${before}..FETCH_HEAD`)).toBe("chore: release @acme/ui 1.1.0|sluice");
    expect(repository.git("diff", "--name-status", before, "FETCH_HEAD")).toBe(
      "D\t.changeset/brave-cats.md\nA\tpackages/ui/CHANGELOG.md\nM\tpackages/ui/package.json",
    );
    expect([repository.git("rev-parse", "HEAD"), repository.git("status", "--porcelain")]).toEqual([before, ""]);
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
    repository.git("fetch", "--quiet", "origin", reference);
    expect(repository.git("rev-list", "--count", "main..FETCH_HEAD")).toBe("1");
    expect(repository.git("show", "FETCH_HEAD:packages/ui/package.json")).toContain('"version": "1.1.0", "license": "MIT"');
    repository.git("checkout", "--quiet", "HEAD~1");
    expect(await run()).toMatchObject({ action: "outdated", pullRequest: null });
  });

  test("what is merged closes it, and then nothing waits", async () => {
    await run();
    repository.git("rm", "--quiet", ".changeset/brave-cats.md");
    await push({});
    expect(await run()).toMatchObject({ action: "closed", packages: [] });
    expect(await run()).toMatchObject({ action: "none", pullRequest: null });
  });

  test("a commit that somebody put on its branch is not thrown away unasked", async () => {
    await run();
    repository.git("fetch", "--quiet", "origin", reference);
    repository.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
    repository.commit({ "packages/ui/CHANGELOG.md": "by hand\n" });
    repository.git("push", "--quiet", "origin", `HEAD:${reference}`);
    repository.git("checkout", "--quiet", "main");
    await push({ ".changeset/calm-dogs.md": '---\n"brand": patch\n---\n\nFix.\n' });
    await expect(run()).rejects.toMatchObject({ code: "SLUICE_RELEASE_BRANCH_EDITED" });
    expect(await run({ force: true })).toMatchObject({ action: "updated" });
  });

  test("a dry run pushes nothing", async () => {
    expect(await run({ dryRun: true })).toMatchObject({ action: "created", pullRequest: null });
    expect(repository.git("ls-remote", "origin", reference)).toBe("");
    expect(await gitHub().findPullRequest({ branch, base: "main" })).toBeNull();
  });

  test("what is not committed, or not on the base, is refused", async () => {
    await writeFile(join(repository.root, "packages/ui/index.js"), "1\n");
    await expect(run()).rejects.toMatchObject({ code: "SLUICE_DIRTY_TREE" });
    repository.commit({});
    await expect(run()).rejects.toMatchObject({ code: "SLUICE_NOT_ON_BASE" });
    await expect(run({ base: "1.x" })).rejects.toMatchObject({
      code: "SLUICE_NOT_ON_BASE",
      message: expect.stringContaining("no branch 1.x"),
    });
  });
});

/** What the server was told with the last push; GitLab takes such options as a hook does. */
async function told(): Promise<string[]> {
  return (await readFile(join(origin.path, "told"), "utf8").catch(() => "")).split("\n").filter(Boolean);
}

describe("where no API is asked", () => {
  const gitlab = { host: { kind: "gitlab" } } as const;

  beforeEach(async () => {
    await execa("git", ["config", "receive.advertisePushOptions", "true"], { cwd: origin.path });
    const hook = 'for i in $(seq 0 $((GIT_PUSH_OPTION_COUNT - 1))); do eval "echo \\"\\$GIT_PUSH_OPTION_$i\\""; done > told';
    await writeFile(join(origin.path, "hooks/post-receive"), `#!/bin/sh\n${hook}\n`, { mode: 0o755 });
  });

  test("GitLab is asked for a merge request with the push, once for each commit", async () => {
    const first = await run(gitlab);
    expect(first).toMatchObject({ action: "created", host: "gitlab", pullRequest: null, branch, packages: [{ newVersion: "1.1.0" }] });
    expect(await told()).toEqual([
      "merge_request.create",
      "merge_request.target=main",
      "merge_request.title=chore: release @acme/ui 1.1.0",
      `merge_request.description=Merging this is the approval of the release: @acme/ui 1.0.0 → 1.1.0. Plan ${first.digest}.`,
      "merge_request.remove_source_branch",
    ]);
    await writeFile(join(origin.path, "told"), "");
    expect(await run(gitlab)).toMatchObject({ action: "unchanged", commit: first.commit });
    expect(await told()).toEqual([]);
    await push({ ".changeset/calm-dogs.md": '---\n"brand": patch\n---\n\nFix.\n' });
    expect(await run({ ...gitlab, draft: true })).toMatchObject({ action: "updated" });
    expect(await told()).toContain("merge_request.title=chore: release @acme/ui 1.1.0, brand 1.0.1");
    expect(await told()).toContain("merge_request.draft");
  });

  test("what is merged takes the branch away, unless somebody else's commit is on it", async () => {
    await run(gitlab);
    repository.git("rm", "--quiet", ".changeset/brave-cats.md");
    await push({});
    expect(await run({ ...gitlab, dryRun: true })).toMatchObject({ action: "closed" });
    expect(await run(gitlab)).toMatchObject({ action: "closed", packages: [] });
    expect(repository.git("ls-remote", "origin", reference)).toBe("");
    expect(await run(gitlab)).toMatchObject({ action: "none" });
    repository.git("push", "--quiet", "origin", `HEAD:${reference}`);
    expect(await run(gitlab)).toMatchObject({ action: "none" });
  });

  test("elsewhere the branch is pushed, and nothing is asked for", async () => {
    expect(await run({ host: { kind: "branch" } })).toMatchObject({ action: "created", host: "branch" });
    expect(await told()).toEqual([]);
    expect(repository.git("ls-remote", "origin", reference)).not.toBe("");
  });
});
