import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SluiceError } from "@sluice/core";
import { openGitHub } from "@sluice/github";
import { describe, expect, it } from "vitest";
import { makeEvent, makeGitHub, names, SERVICES, AffectedRepository } from "./fixture.ts";

const ZERO = "0".repeat(40);

/** An origin with one commit on main, and what a test adds. */
function origin(): AffectedRepository & { first: string } {
  const repository = AffectedRepository.init();
  return Object.assign(repository, { first: repository.commit(SERVICES) });
}

/** The pull request changes lib; main went on with web; GitHub's merge commit is refs/pull/7/merge. */
function pullRequest() {
  const remote = origin();
  remote.git("checkout", "--quiet", "-b", "feature");
  const head = remote.commit({ "services/lib/index.ts": "2" });
  remote.git("checkout", "--quiet", "main");
  const tip = remote.commit({ "services/web/index.ts": "2" });
  remote.git("checkout", "--quiet", "--detach");
  remote.git("merge", "--quiet", "--no-ff", "-m", "merge", "feature");
  remote.git("update-ref", "refs/pull/7/merge", "HEAD");
  remote.git("checkout", "--quiet", "main");
  const event = makeEvent({
    name: "pull_request",
    ref: "refs/pull/7/merge",
    headRef: "feature",
    baseRef: "main",
    payload: { pull_request: { head: { sha: head }, base: { sha: remote.first, ref: "main" } } },
  });
  return { remote, event, tip };
}

/** As actions/checkout does it: one commit, no branch. */
function checkout(remote: AffectedRepository, reference: string, ...depth: string[]): AffectedRepository {
  const clone = AffectedRepository.init();
  clone.git("remote", "add", "origin", `file://${remote.root}`);
  clone.git("fetch", "--quiet", "--no-tags", ...depth, "origin", `+${reference}:refs/remotes/pull/x`);
  clone.git("checkout", "--quiet", "--detach", "refs/remotes/pull/x");
  return clone;
}

describe("on a person's machine", () => {
  it("a branch is compared with where it left the remote's default branch", async () => {
    using remote = origin();
    using clone = remote.clone();
    clone.git("checkout", "--quiet", "-b", "feature");
    clone.commit({ "services/lib/index.ts": "2" });
    remote.commit({ "services/web/index.ts": "2" });
    clone.git("fetch", "--quiet");
    clone.write({ "services/web/untracked.ts": "" });
    const result = await clone.affected();
    expect(result.base).toEqual({ revision: remote.first, source: "merge-base" });
    expect(result.head).toEqual({ revision: null });
    expect(names(result)).toEqual(["api", "lib", "web"]);
  });

  it("a branch without remote is compared with the local default branch", async () => {
    using repository = origin();
    repository.git("checkout", "--quiet", "-b", "feature");
    expect((await repository.affected()).base).toEqual({ revision: repository.first, source: "merge-base" });
    expect(names(await repository.affected())).toEqual([]);
  });

  it("the default branch is compared with the commit before, with changes with the last one", async () => {
    using repository = origin();
    const second = repository.commit({ "services/web/index.ts": "2" });
    expect(await repository.affected()).toMatchObject({
      base: { revision: repository.first, source: "previous-commit" },
      projects: [{ name: "web" }],
    });
    repository.write({ "services/lib/index.ts": "2" });
    const dirty = await repository.affected();
    expect(dirty.base).toEqual({ revision: second, source: "previous-commit" });
    expect(names(dirty)).toEqual(["api", "lib"]);
    repository.git("stash", "--quiet");
    repository.git("checkout", "--quiet", "--detach");
    expect((await repository.affected()).base).toEqual({ revision: repository.first, source: "previous-commit" });
  });

  it("the default branch is compared with the remote's while it has what that lacks", async () => {
    using remote = origin();
    using clone = remote.clone();
    clone.commit({ "services/lib/index.ts": "2" });
    clone.commit({ "services/web/index.ts": "2" });
    const unpushed = await clone.affected();
    expect(unpushed.base).toEqual({ revision: remote.first, source: "merge-base" });
    expect(names(unpushed)).toEqual(["api", "lib", "web"]);
  });

  it("a branch is never compared with the commit before it for want of a known default branch", async () => {
    using repository = origin();
    const change = () => {
      repository.commit({ "services/lib/index.ts": "2" });
      repository.commit({ "services/web/index.ts": "2" });
    };
    repository.git("branch", "--move", "master");
    repository.git("checkout", "--quiet", "-b", "feature");
    change();
    expect(await repository.affected()).toMatchObject({ base: { revision: repository.first, source: "merge-base" } });
    repository.git("branch", "--move", "master", "trunk");
    const unknown = await repository.affected();
    expect(names(unknown)).toEqual(["api", "lib", "web"]);
    expect(unknown).toMatchObject({ base: { source: "none" }, warnings: [{ message: expect.stringContaining("defaultBranch") }] });
    repository.git("checkout", "--quiet", "trunk");
    using single = repository.clone("--single-branch", "--branch=feature", "--depth=1");
    expect(await single.affected()).toMatchObject({ base: { source: "none" } });
    repository.git("branch", "main");
    expect(await single.affected()).toMatchObject({ base: { revision: repository.first, source: "merge-base" } });
    // The only one there is.
    repository.git("branch", "-D", "main", "feature");
    const second = repository.commit({ "services/web/index.ts": "3" });
    repository.commit({ "services/lib/index.ts": "3" });
    expect(await repository.affected()).toMatchObject({ base: { revision: second, source: "previous-commit" } });
  });

  it("a clone of one commit fetches the commit before", async () => {
    using remote = origin();
    remote.commit({ "services/web/index.ts": "2" });
    using clone = remote.clone("--depth=1");
    expect(await clone.affected()).toMatchObject({
      base: { revision: remote.first, source: "previous-commit" },
      projects: [{ name: "web" }],
    });
    using lost = remote.clone("--depth=1");
    lost.git("remote", "set-url", "origin", "file:///nonexistent");
    expect(await lost.affected()).toMatchObject({
      base: { source: "none" },
      warnings: [{ message: expect.stringContaining("fetch-depth: 0") }],
    });
  });

  it("the first commit, and a repository without any, affect everything", async () => {
    using repository = origin();
    const result = await repository.affected();
    expect(result.base).toEqual({ revision: null, source: "none" });
    expect(result.projects.map(({ reasons }) => reasons)).toEqual(names(result).map(() => [{ kind: "unknown-base" }]));
    expect(names(result)).toEqual(["api", "lib", "web"]);
    expect(result.warnings[0]).toMatchObject({ code: "SLUICE_UNKNOWN_BASE", message: expect.stringContaining("first commit") });
    using empty = AffectedRepository.init();
    empty.write(SERVICES);
    expect(names(await empty.affected())).toEqual(["api", "lib", "web"]);
  });
});

describe("a base that is given", () => {
  it("counts from where the histories part, as in Nx", async () => {
    using repository = origin();
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit({ "services/web/index.ts": "2" });
    repository.git("checkout", "--quiet", "main");
    repository.commit({ "services/lib/index.ts": "2" });
    repository.git("checkout", "--quiet", "feature");
    const result = await repository.affected({ base: "main" });
    expect(result.base).toEqual({ revision: repository.first, source: "argument" });
    expect(names(result)).toEqual(["web"]);
  });

  it("looks at another head when one is given, and at nothing of the working tree", async () => {
    using repository = origin();
    const second = repository.commit({ "services/web/index.ts": "2" });
    repository.commit({ "services/lib/index.ts": "2", "services/web/package.json": null });
    repository.write({ "services/api/index.ts": "3" });
    const result = await repository.affected({ base: "HEAD~2", head: "HEAD~1" });
    expect(result).toMatchObject({ base: { revision: repository.first }, head: { revision: second } });
    expect(names(result)).toEqual(["web"]);
  });

  it.each(["nothing", "--output=x", "HEAD~9", ZERO])("%s that does not exist is an error", async (base) => {
    using repository = origin();
    await expect(repository.affected({ base })).rejects.toMatchObject({ code: "SLUICE_UNKNOWN_REVISION" });
    await expect(repository.affected({ head: base })).rejects.toMatchObject({ code: "SLUICE_UNKNOWN_REVISION" });
  });

  it("is fetched where a shallow clone hides it", async () => {
    using remote = origin();
    for (let number = 2; number < 6; number++) remote.commit({ "services/web/index.ts": String(number) });
    using clone = remote.clone("--depth=1");
    expect(await clone.affected({ base: "HEAD~3" })).toMatchObject({
      base: { revision: remote.git("rev-parse", "HEAD~3"), source: "argument" },
    });
    using other = remote.clone("--depth=1");
    expect(await other.affected({ base: remote.first })).toMatchObject({ base: { revision: remote.first }, projects: [{ name: "web" }] });
    remote.git("checkout", "--quiet", "-b", "feature", "HEAD~1");
    remote.commit({ "services/lib/index.ts": "2" });
    using branch = remote.clone("--depth=1", "--branch=feature");
    expect(await branch.affected({ base: "origin/main" })).toMatchObject({
      base: { revision: remote.git("rev-parse", "main~1"), source: "argument" },
      projects: [{ name: "api" }, { name: "lib" }],
    });
    await expect(branch.affected({ base: "origin/nothing" })).rejects.toMatchObject({ code: "SLUICE_UNKNOWN_REVISION" });
    await expect(other.affected({ base: "nothing" })).rejects.toMatchObject({ code: "SLUICE_UNKNOWN_REVISION" });
  });
});

describe("a pull request", () => {
  it("at its merge commit is compared with what was merged into, even in a clone of one commit", async () => {
    const { remote, event, tip } = pullRequest();
    using _ = remote;
    using clone = checkout(remote, "refs/pull/7/merge", "--depth=1");
    const result = await clone.affected({ event });
    expect(result.base).toEqual({ revision: tip, source: "merge-base" });
    expect(names(result)).toEqual(["api", "lib"]);
  });

  it("at its merge commit needs no network when the parents are there", async () => {
    const { remote, event, tip } = pullRequest();
    using _ = remote;
    using clone = checkout(remote, "refs/pull/7/merge", "--depth=2");
    clone.git("remote", "set-url", "origin", "file:///nonexistent");
    expect(await clone.affected({ event })).toMatchObject({ base: { revision: tip, source: "merge-base" }, warnings: [] });
  });

  it("at its own head is compared with where it left the base branch", async () => {
    const { remote, event } = pullRequest();
    using _ = remote;
    for (const depth of [[], ["--depth=1"]]) {
      using clone = checkout(remote, "refs/heads/feature", ...depth);
      const result = await clone.affected({ event: { ...event, ref: "refs/heads/feature" } });
      expect(result.base).toEqual({ revision: remote.first, source: "merge-base" });
      expect(names(result)).toEqual(["api", "lib"]);
    }
  });

  it("affects everything, with the fix named, when the base cannot be had", async () => {
    const { remote, event } = pullRequest();
    using _ = remote;
    using clone = checkout(remote, "refs/heads/feature", "--depth=1");
    clone.git("remote", "set-url", "origin", "file:///nonexistent");
    const result = await clone.affected({ event: { ...event, ref: "refs/heads/feature" } });
    expect(result.base).toEqual({ revision: null, source: "none" });
    expect(names(result)).toEqual(["api", "lib", "web"]);
    expect(result.warnings).toMatchObject([{ code: "SLUICE_UNKNOWN_BASE", message: expect.stringContaining("fetch-depth: 0") }]);
  });

  it("that was merged is compared with what its base branch was before", async () => {
    const { remote, event, tip } = pullRequest();
    using _ = remote;
    const merged = { ...event, ref: "refs/heads/main", payload: { ...event.payload, action: "closed" } };
    remote.git("merge", "--quiet", "--no-ff", "-m", "merge", "feature");
    {
      using clone = checkout(remote, "refs/heads/main", "--depth=1");
      const result = await clone.affected({ event: merged });
      expect(result.base).toEqual({ revision: tip, source: "merge-base" });
      expect(names(result)).toEqual(["api", "lib"]);
    }
    remote.git("reset", "--quiet", "--hard", tip);
    remote.git("merge", "--quiet", "--squash", "feature");
    remote.commit();
    const squashed = {
      ...merged,
      payload: { action: "closed", pull_request: { base: { ref: "main", sha: tip }, head: { sha: "2".repeat(40) } } },
    };
    {
      using clone = checkout(remote, "refs/heads/main", "--depth=1");
      expect(await clone.affected({ event: squashed })).toMatchObject({
        base: { revision: tip },
        projects: [{ name: "api" }, { name: "lib" }],
      });
    }
    using clone = checkout(remote, "refs/heads/main");
    const untold = await clone.affected({ event: { ...merged, payload: { action: "closed" } } });
    expect(untold).toMatchObject({ base: { source: "none" }, warnings: [{ code: "SLUICE_UNKNOWN_BASE" }] });
  });

  it("that is in its base branch by now is compared with where that was, or with nothing", async () => {
    const { remote, event } = pullRequest();
    using _ = remote;
    remote.git("merge", "--quiet", "--no-ff", "-m", "merge", "feature");
    using clone = checkout(remote, "refs/heads/feature", "--depth=1");
    const late = { ...event, ref: "refs/pull/7/head" };
    const result = await clone.affected({ event: late });
    expect(result.base).toEqual({ revision: remote.first, source: "merge-base" });
    expect(names(result)).toEqual(["api", "lib"]);
    const untold = await clone.affected({ event: { ...late, payload: {} } });
    expect(untold).toMatchObject({ base: { source: "none" }, warnings: [{ message: expect.stringContaining("in main already") }] });
  });

  it("of which no branch is told that it goes into affects everything", async () => {
    using repository = origin();
    const result = await repository.affected({ event: makeEvent({ name: "pull_request", ref: "refs/pull/7/merge" }) });
    expect(result).toMatchObject({ base: { source: "none" }, warnings: [{ message: expect.stringContaining("which branch") }] });
  });

  it("that is not checked out affects everything, and how to check it out is said", async () => {
    const { remote, event } = pullRequest();
    using _ = remote;
    using clone = checkout(remote, "refs/heads/main", "--depth=1");
    const result = await clone.affected({ event: { ...event, name: "pull_request_target", ref: "refs/heads/main" } });
    expect(names(result)).toEqual(["api", "lib", "web"]);
    expect(result.warnings).toMatchObject([{ code: "SLUICE_UNKNOWN_BASE", message: expect.stringContaining("refs/pull/") }]);
  });

  it("in a merge queue is compared with the base of its group", async () => {
    const { remote, event, tip } = pullRequest();
    using _ = remote;
    using clone = checkout(remote, "refs/pull/7/merge", "--depth=1");
    const group = { ...event, name: "merge_group", payload: { merge_group: { base_sha: tip } } };
    expect(await clone.affected({ event: group })).toMatchObject({ base: { revision: tip, source: "merge-group" } });
    const lost = { ...group, payload: { merge_group: { base_sha: "1".repeat(40) } } };
    expect(await clone.affected({ event: lost })).toMatchObject({ base: { source: "none" }, warnings: [{ code: "SLUICE_UNKNOWN_BASE" }] });
  });
});

describe("a push", () => {
  it("is compared with the last commit that this workflow passed on, so that failed ones are made up for", async () => {
    using repository = origin();
    const failed = repository.commit({ "services/lib/index.ts": "2" });
    repository.commit({ "services/web/index.ts": "2" });
    const github = makeGitHub(async (of) => {
      expect(of).toEqual({ workflow: "ci.yml", branch: "main" });
      return ["2".repeat(40), repository.first];
    });
    const event = makeEvent({ payload: { before: failed } });
    const result = await repository.affected({ event, github });
    expect(result.base).toEqual({ revision: repository.first, source: "last-green" });
    expect(names(result)).toEqual(["api", "lib", "web"]);
    expect((await repository.affected({ event })).base).toEqual({ revision: failed, source: "push-before" });
  });

  it("finds the last green commit in a shallow clone", async () => {
    using remote = origin();
    for (let number = 2; number < 5; number++) remote.commit({ "services/web/index.ts": String(number) });
    using clone = remote.clone("--depth=1");
    const github = makeGitHub(async () => [remote.first]);
    expect((await clone.affected({ event: makeEvent({}), github })).base).toEqual({ revision: remote.first, source: "last-green" });
  });

  it("asks GitHub's API for the green runs of this workflow on this branch", async () => {
    using repository = origin();
    const green = repository.commit({ "services/web/index.ts": "2" });
    const failed = repository.commit({ "services/lib/index.ts": "2" });
    repository.commit({ "services/web/index.ts": "3" });
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      const runs = [green, repository.first].map((revision) => ({ head_sha: revision, event: "push" }));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ total_count: 2, workflow_runs: runs }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const github = openGitHub({
        apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        repository: "acme/shop",
        token: "t",
      });
      const result = await repository.affected({ event: makeEvent({ payload: { before: failed } }), github });
      expect(result.base).toEqual({ revision: green, source: "last-green" });
      expect(names(result)).toEqual(["api", "lib", "web"]);
      expect(asked).toEqual(["/repos/acme/shop/actions/workflows/ci.yml/runs?branch=main&status=success&per_page=50"]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("deepens a shallow clone in steps, and no further than it takes", async () => {
    using remote = origin();
    const stream = Array.from(
      { length: 300 },
      (_, index) =>
        `commit refs/heads/main\nmark :${index + 1}\ncommitter A <a@example.com> ${1_767_400_000 + index} +0000\ndata 1\nx\n` +
        `from ${index === 0 ? remote.first : `:${index}`}\nM 100644 inline services/web/index.ts\ndata 3\n${100 + index}\n`,
    );
    execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: remote.root, input: stream.join("") });
    using clone = remote.clone("--depth=1");
    const before = remote.git("rev-parse", "main~100");
    const github = makeGitHub(async () => [before]);
    const result = await clone.affected({ event: makeEvent({}), github });
    expect({ base: result.base, names: names(result) }).toEqual({ base: { revision: before, source: "last-green" }, names: ["web"] });
    // The commit itself, fifty more, and two hundred after that.
    expect(clone.git("rev-list", "--count", "HEAD")).toBe("251");
  });

  it("falls back to what the event says when GitHub does not answer, with a warning", async () => {
    using repository = origin();
    repository.commit({ "services/web/index.ts": "2" });
    const github = makeGitHub(() => Promise.reject(new SluiceError("SLUICE_GITHUB_UNAUTHORIZED", "wrong token")));
    const result = await repository.affected({ event: makeEvent({ payload: { before: repository.first } }), github });
    expect(result.base).toEqual({ revision: repository.first, source: "push-before" });
    expect(result.warnings).toMatchObject([{ code: "SLUICE_GITHUB_UNAUTHORIZED" }]);
  });

  it("finds the commit before it on a server that gives no commit but a branch's tip", async () => {
    using remote = origin();
    remote.commit({ "services/web/index.ts": "2" });
    remote.commit({ "services/web/index.ts": "3" });
    remote.git("config", "uploadpack.allowAnySHA1InWant", "false");
    using clone = remote.clone("--depth=1");
    // The first protocol's servers look at what is asked for.
    clone.git("config", "protocol.version", "0");
    const event = makeEvent({ payload: { before: remote.first } });
    expect((await clone.affected({ event })).base).toEqual({ revision: remote.first, source: "push-before" });
  });

  it("by force is compared with what it replaced, while the server has it", async () => {
    using remote = origin();
    const dropped = remote.commit({ "services/lib/index.ts": "2" });
    remote.git("reset", "--quiet", "--hard", remote.first);
    remote.commit({ "services/web/index.ts": "2" });
    using clone = remote.clone("--depth=1");
    const result = await clone.affected({ event: makeEvent({ payload: { before: dropped, forced: true } }) });
    expect(result.base).toEqual({ revision: dropped, source: "push-before" });
    expect(names(result)).toEqual(["api", "lib", "web"]);
  });

  it("by force over a commit that is gone affects everything on main, and on a branch what it has beyond main", async () => {
    using remote = origin();
    remote.git("checkout", "--quiet", "-b", "feature");
    remote.commit({ "services/web/index.ts": "2" });
    remote.git("checkout", "--quiet", "main");
    using clone = remote.clone();
    const payload = { before: "3".repeat(40), forced: true };
    expect(await clone.affected({ event: makeEvent({ payload }) })).toMatchObject({
      base: { source: "none" },
      warnings: [{ code: "SLUICE_UNKNOWN_BASE" }],
    });
    clone.git("checkout", "--quiet", "feature");
    const result = await clone.affected({ event: makeEvent({ ref: "refs/heads/feature", payload }) });
    expect(result.base).toEqual({ revision: remote.first, source: "merge-base" });
  });

  it("of which nothing is told is compared with the default branch; on that, and on what it has, everything counts", async () => {
    using remote = origin();
    remote.commit({ "services/web/index.ts": "2" });
    remote.git("checkout", "--quiet", "-b", "feature");
    remote.commit({ "services/lib/index.ts": "2" });
    remote.git("checkout", "--quiet", "main");
    for (const how of [{ isAutomated: true, event: null }, { event: makeEvent({ ref: "", isGitHubActions: false }) }]) {
      using clone = checkout(remote, "refs/heads/feature", "--depth=1");
      expect(await clone.affected(how)).toMatchObject({ base: { source: "merge-base" }, projects: [{ name: "api" }, { name: "lib" }] });
      using main = checkout(remote, "refs/heads/main", "--depth=1");
      const result = await main.affected(how);
      expect(names(result)).toEqual(["api", "lib", "web"]);
      expect(result.warnings).toMatchObject([{ code: "SLUICE_UNKNOWN_BASE", message: expect.stringContaining("--base") }]);
    }
    using lost = checkout(remote, "refs/heads/feature", "--depth=1");
    lost.git("remote", "set-url", "origin", "file:///nonexistent");
    expect(await lost.affected({ isAutomated: true })).toMatchObject({ base: { source: "none" }, warnings: [{}] });
    expect(await remote.affected({ isAutomated: true })).toMatchObject({ base: { source: "previous-commit" }, warnings: [] });
  });

  it("of a new branch is compared with where it left the default branch; of a first branch with nothing", async () => {
    using remote = origin();
    remote.git("checkout", "--quiet", "-b", "feature");
    remote.commit({ "services/web/index.ts": "2" });
    using clone = remote.clone("--depth=1", "--branch=feature");
    const event = makeEvent({ ref: "refs/heads/feature", payload: { before: ZERO, repository: { default_branch: "main" } } });
    expect(await clone.affected({ event })).toMatchObject({
      base: { revision: remote.first, source: "merge-base" },
      projects: [{ name: "web" }],
    });
    remote.git("checkout", "--quiet", "main");
    using main = remote.clone();
    const first = await main.affected({ event: makeEvent({ payload: { before: ZERO } }) });
    expect(first.base).toEqual({ revision: null, source: "none" });
    expect(names(first)).toEqual(["api", "lib", "web"]);
  });
});

describe("other starts", () => {
  it("a release tag is compared with the release of the same package before it, in a clone of one commit without tags", async () => {
    using remote = origin();
    remote.git("tag", "--annotate", "--message=x", "web@1.0.0");
    remote.git("tag", "lib@5.0.0");
    const second = remote.commit({ "services/web/index.ts": "2" });
    remote.git("tag", "web@1.1.0-rc.1");
    remote.git("tag", "lib@5.1.0");
    remote.commit({ "services/lib/index.ts": "2" });
    remote.git("tag", "web@1.1.0");
    using clone = remote.clone("--depth=1", "--no-tags");
    const event = makeEvent({ ref: "refs/tags/web@1.1.0" });
    expect((await clone.affected({ event })).base).toEqual({ revision: remote.first, source: "release-tag" });
    const release = makeEvent({ name: "release", ref: "refs/tags/lib@5.2.0", payload: { release: { tag_name: "lib@5.2.0" } } });
    expect((await remote.affected({ event: release })).base).toEqual({ revision: second, source: "release-tag" });
    const firstRelease = await remote.affected({ event: makeEvent({ ref: "refs/tags/api@1.0.0" }) });
    expect(firstRelease).toMatchObject({ base: { source: "none" }, warnings: [{ message: expect.stringContaining("api@1.0.0") }] });
    const nightly = await remote.affected({ event: makeEvent({ ref: "refs/tags/nightly" }) });
    expect(nightly).toMatchObject({
      base: { source: "none" },
      warnings: [{ message: expect.stringContaining("nightly names no version") }],
    });
  });

  it.each(["schedule", "workflow_dispatch"])("%s takes the last green run, else the commit before or the default branch", async (name) => {
    using remote = origin();
    const second = remote.commit({ "services/web/index.ts": "2" });
    remote.commit({ "services/lib/index.ts": "2" });
    using clone = remote.clone();
    const github = makeGitHub(async () => [remote.first]);
    expect((await clone.affected({ event: makeEvent({ name }), github })).base).toEqual({ revision: remote.first, source: "last-green" });
    expect((await clone.affected({ event: makeEvent({ name }) })).base).toEqual({ revision: second, source: "previous-commit" });
    clone.git("checkout", "--quiet", "-b", "feature", second);
    expect((await clone.affected({ event: makeEvent({ name, ref: "refs/heads/feature" }) })).base).toEqual({
      revision: second,
      source: "merge-base",
    });
    clone.git("remote", "set-url", "origin", "file:///nonexistent");
    clone.git("update-ref", "-d", "refs/remotes/origin/main");
    clone.commit({ "services/lib/index.ts": "3" });
    expect(await clone.affected({ event: makeEvent({ name, ref: "refs/heads/feature" }) })).toMatchObject({ base: { source: "none" } });
  });

  it.each(["issue_comment", "workflow_run"])("%s that looks at a pull request compares it with the default branch", async (name) => {
    const { remote } = pullRequest();
    using _ = remote;
    remote.git("checkout", "--quiet", "feature");
    remote.commit({ "services/api/index.ts": "2" });
    remote.git("checkout", "--quiet", "main");
    using clone = checkout(remote, "refs/heads/feature", "--depth=1");
    const sha = remote.git("rev-parse", "main");
    const result = await clone.affected({ event: makeEvent({ name, sha }) });
    expect(result.base).toEqual({ revision: remote.first, source: "merge-base" });
    expect(names(result)).toEqual(["api", "lib"]);
    // An older commit of the default branch is one of it.
    clone.git("fetch", "--quiet", "origin", "main");
    clone.git("checkout", "--quiet", "--detach", "FETCH_HEAD~1");
    expect(await clone.affected({ event: makeEvent({ name, sha }) })).toMatchObject({ base: { source: "none" } });
  });
});
