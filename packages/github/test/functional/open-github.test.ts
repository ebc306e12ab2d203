import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { createEmulator, type Emulator } from "emulate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type GitHub, openGitHub } from "@sluice/github";

const TOKEN = "test_token_admin";

describe("releases, on the GitHub emulator", () => {
  let emulator: Emulator;
  let github: GitHub;

  beforeAll(async () => {
    emulator = await createEmulator({ service: "github", port: await freePort() });
  });
  afterAll(() => emulator.close());

  beforeEach(async () => {
    emulator.reset();
    const response = await fetch(`${emulator.url}/user/repos`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "shop", auto_init: true, description: "A shop" }),
    });
    if (response.status !== 201) throw new Error(`The emulator answered ${response.status}`);
    github = openGitHub({ apiUrl: emulator.url, repository: "admin/shop", token: TOKEN, retries: 0 });
  });

  it("reads the repository and a commit", async () => {
    expect(await github.getRepository()).toMatchObject({
      fullName: "admin/shop",
      description: "A shop",
      defaultBranch: "main",
      private: false,
    });
    const commit = await github.getCommit("main");
    expect(commit?.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(await github.getCommit("0".repeat(40))).toBeNull();
  });

  it("makes a draft, attaches a file, publishes it last", async () => {
    const draft = await github.createRelease({
      tag: "gateway@1.0.0",
      name: "gateway 1.0.0",
      body: "notes",
      draft: true,
      prerelease: false,
    });
    expect(draft).toMatchObject({ tag: "gateway@1.0.0", draft: true, assets: [] });
    const asset = await github.uploadAsset(draft, { name: "receipt.json", contentType: "application/json", data: Buffer.from('{"ä":1}') });
    expect(asset).toMatchObject({ name: "receipt.json", size: 8, state: "uploaded" });
    await github.updateRelease(draft.id, { draft: false });
    expect(await github.getLatestRelease()).toMatchObject({ tag: "gateway@1.0.0" });
    expect(await github.getRelease("gateway@1.0.0")).toMatchObject({ draft: false, body: "notes", assets: [{ name: "receipt.json" }] });
    await github.deleteAsset(asset.id);
    expect((await github.getRelease("gateway@1.0.0"))?.assets).toEqual([]);
  });

  it("refuses a second release of a tag", async () => {
    const release = { tag: "v1", name: "v1", body: "", draft: false, prerelease: false };
    await github.createRelease(release);
    await expect(github.createRelease(release)).rejects.toMatchObject({ code: "SLUICE_RELEASE_EXISTS" });
  });

  it("finds none where there is none, and lists all pages", async () => {
    expect(await github.getRelease("nothing@1.0.0")).toBeNull();
    expect(await github.getLatestRelease()).toBeNull();
    for (let index = 0; index < 103; index++)
      await github.createRelease({ tag: `t${index}`, name: "", body: "", draft: false, prerelease: false });
    expect(await github.listReleases()).toHaveLength(103);
    await github.deleteRelease((await github.getRelease("t7"))?.id ?? 0);
    expect(await github.getRelease("t7")).toBeNull();
  });

  it("opens, finds, changes and closes a pull request", async () => {
    const of = { branch: "sluice/release-main", base: "main" };
    expect(await github.findPullRequest(of)).toBeNull();
    const opened = await github.createPullRequest({ ...of, title: "chore: release", body: "plan", draft: false });
    expect(await github.findPullRequest(of)).toEqual(opened);
    expect(opened).toMatchObject({ number: 1, title: "chore: release", body: "plan", state: "open", draft: false });
    expect(await github.updatePullRequest(opened.number, { body: "another plan" })).toMatchObject({
      title: "chore: release",
      body: "another plan",
    });
    expect(await github.findPullRequest({ ...of, base: "1.x" })).toBeNull();
    await github.updatePullRequest(opened.number, { state: "closed" });
    expect(await github.findPullRequest(of)).toBeNull();
  });

  it("keeps one comment under a pull request up to date", async () => {
    const { number } = await github.createPullRequest({ branch: "feature", base: "main", title: "t", body: "", draft: false });
    const comment = { number, marker: "<!-- sluice -->", body: "first" };
    const bodies = async (): Promise<string[]> => {
      const response = await fetch(`${emulator.url}/repos/admin/shop/issues/${number}/comments`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      return ((await response.json()) as { body: string }[]).map(({ body }) => body);
    };
    const say = (body: string) =>
      fetch(`${emulator.url}/repos/admin/shop/issues/${number}/comments`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
        body: JSON.stringify({ body }),
      });
    expect(await github.keepComment({ ...comment, body: null })).toEqual({ action: "none", url: null });
    await say("> <!-- sluice -->\nsomebody quotes it");
    const created = await github.keepComment(comment);
    expect(created).toEqual({ action: "created", url: expect.stringContaining("http") as string });
    expect(await github.keepComment(comment)).toEqual({ action: "unchanged", url: created.url });
    // A run at the same time made another.
    await say("<!-- sluice -->\nfirst");
    expect(await github.keepComment({ ...comment, body: "second" })).toEqual({ action: "updated", url: created.url });
    expect(await bodies()).toEqual(["> <!-- sluice -->\nsomebody quotes it", "<!-- sluice -->\nsecond"]);
    expect(await github.keepComment({ ...comment, body: null })).toEqual({ action: "deleted", url: null });
    expect(await bodies()).toHaveLength(1);
  });

  // The emulator takes every unknown token for its first user's; only no token at all is refused.
  it("says that a token is needed", async () => {
    const stranger = openGitHub({ apiUrl: emulator.url, repository: "admin/shop", token: "", retries: 0 });
    const release = { tag: "v1", name: "", body: "", draft: true, prerelease: false };
    await expect(stranger.createRelease(release)).rejects.toMatchObject({ code: "SLUICE_GITHUB_UNAUTHORIZED" });
  });

  it("knows no runs of a workflow that is not there", async () => {
    expect(await github.greenRevisions({ workflow: "ci.yml", branch: "main" })).toEqual([]);
  });
});

describe("faults, on a server that answers as told", () => {
  interface Answer {
    status: number;
    body?: unknown;
    headers?: Record<string, string>;
  }
  let server: Server;
  let answers: Answer[];
  let asked: string[];
  let github: GitHub;

  beforeEach(async () => {
    answers = [];
    asked = [];
    server = createServer((request: IncomingMessage, response) => {
      asked.push(`${request.method} ${request.url}`);
      const { status, body = {}, headers = {} } = answers.shift() ?? { status: 599 };
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    github = openGitHub({
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      repository: "acme/shop",
      token: "ghp_secret",
      second: 1,
    });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const REPOSITORY = {
    full_name: "acme/shop",
    description: null,
    html_url: "u",
    default_branch: "main",
    private: true,
    license: { spdx_id: "MIT" },
  };

  it("tries again after a server error", async () => {
    answers = [{ status: 502 }, { status: 500 }, { status: 200, body: REPOSITORY }];
    expect(await github.getRepository()).toMatchObject({ license: "MIT", private: true });
    expect(asked).toHaveLength(3);
  });

  it("waits as long as Retry-After says", async () => {
    answers = [
      { status: 429, headers: { "retry-after": "40" } },
      { status: 200, body: REPOSITORY },
    ];
    const before = performance.now();
    await github.getRepository();
    expect(performance.now() - before).toBeGreaterThanOrEqual(39);
  });

  it("does not wait for a limit that ends far away", async () => {
    answers = [{ status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4102444800" } }];
    await expect(github.getRepository()).rejects.toMatchObject({
      code: "SLUICE_GITHUB_RATE_LIMITED",
      message: expect.stringContaining("2100-01-01"),
    });
    expect(asked).toHaveLength(1);
  });

  it("gives up after three repetitions", async () => {
    await expect(github.getRepository()).rejects.toMatchObject({ code: "SLUICE_GITHUB_FAILED" });
    expect(asked).toHaveLength(4);
  });

  it("does not repeat what may have taken effect", async () => {
    answers = [{ status: 500 }];
    await expect(github.createRelease({ tag: "v1", name: "", body: "", draft: true, prerelease: false })).rejects.toMatchObject({
      code: "SLUICE_GITHUB_FAILED",
    });
    expect(asked).toEqual(["POST /repos/acme/shop/releases"]);
  });

  it("says that a token is wrong, without the token", async () => {
    answers = [{ status: 401, body: { message: "Bad credentials: ghp_secret" } }];
    const error: unknown = await github.getRepository().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "SLUICE_GITHUB_UNAUTHORIZED" });
    expect(inspect(error, { depth: null })).not.toContain("ghp_secret");
    expect(asked).toHaveLength(1);
  });

  it("says when the token may not do it", async () => {
    answers = [{ status: 403, body: { message: "Resource not accessible with ghp_secret" } }];
    const error: unknown = await github.updateRelease(1, { draft: false }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "SLUICE_GITHUB_FORBIDDEN", message: expect.stringContaining("accessible with ***") });
  });

  it("says that nobody answers", async () => {
    const lost = openGitHub({ apiUrl: `http://127.0.0.1:${await freePort()}`, repository: "acme/shop", token: "ghp_secret", second: 1 });
    await expect(lost.getRepository()).rejects.toMatchObject({ code: "SLUICE_GITHUB_UNREACHABLE" });
  });

  it("gives the commits of green runs of the branch itself, each once", async () => {
    answers = [
      {
        status: 200,
        body: { total_count: 4, workflow_runs: [run("c", "pull_request"), run("b", "push"), run("b", "schedule"), run("a", "push")] },
      },
    ];
    expect(await github.greenRevisions({ workflow: "ci.yml", branch: "main" })).toEqual(["b", "a"]);
    expect(asked).toEqual(["GET /repos/acme/shop/actions/workflows/ci.yml/runs?branch=main&status=success&per_page=50"]);
  });

  it("refuses a repository without owner", () => {
    expect(() => openGitHub({ apiUrl: "http://127.0.0.1:1", repository: "shop", token: "" })).toThrow(
      expect.objectContaining({ code: "SLUICE_GITHUB_REPOSITORY" }),
    );
  });
});

const run = (head_sha: string, event: string) => ({ head_sha, event });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
