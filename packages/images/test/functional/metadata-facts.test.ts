import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { openRepository } from "@sluice/git";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TestRepository } from "../../../../tools/test/test-repository.ts";
import { computeMetadata, readMetadataFacts, type MetadataFacts, type MetadataSources } from "../../src/index.ts";

const committed = "2026-01-02T03:04:05.000Z";
const unknown = "e".repeat(40);
const now = new Date("2026-05-06T07:08:09Z");

let shop: TestRepository;
let requests: string[];
let server: Server | undefined;

beforeEach(() => {
  shop = TestRepository.init({});
  requests = [];
});

afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
  shop.remove();
});

/** A GitHub that knows one repository and every commit; its address. */
async function startGitHub(status = 200): Promise<string> {
  const repository = {
    full_name: "acme/shop",
    name: "shop",
    description: "From GitHub",
    html_url: "https://github.example/acme/shop",
    default_branch: "trunk",
    license: { spdx_id: "MIT" },
  };
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    const body = request.url?.includes("/commits/")
      ? { sha: unknown, commit: { message: "", committer: { date: "2025-01-01T00:00:00Z" } } }
      : repository;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

async function read(sources: Partial<MetadataSources> = {}): Promise<MetadataFacts> {
  const repository = await openRepository(shop.root);
  return await readMetadataFacts({
    env: {},
    repository,
    prHeadSha: false,
    needsCommitTime: true,
    defaultBranch: "main",
    remote: "origin",
    now,
    ...sources,
  });
}

function pushed(payload: object, more: Record<string, string> = {}): Record<string, string> {
  writeFileSync(join(shop.folder, "event.json"), JSON.stringify(payload));
  const event = {
    GITHUB_EVENT_NAME: "push",
    GITHUB_REF: "refs/heads/main",
    GITHUB_SHA: unknown,
    GITHUB_EVENT_PATH: join(shop.folder, "event.json"),
  };
  return { ...event, GITHUB_REPOSITORY: "acme/shop", GITHUB_SERVER_URL: "https://github.example", ...more };
}

describe("on a person's machine", () => {
  test("the checked out branch is the event, and nobody is asked", async () => {
    const { event, commitTime, warnings } = await read();
    expect(event).toEqual({ name: "push", ref: "refs/heads/main", sha: shop.git("rev-parse", "HEAD"), payload: null });
    expect(commitTime.toISOString()).toBe(committed);
    expect(warnings).toEqual([]);
  });

  test("a checked out release tag is a release, which does not move back", async () => {
    shop.git("tag", "gateway@1.2.4");
    const sha = shop.git("rev-parse", "HEAD");
    shop.commit();
    shop.git("tag", "gateway@1.3.0");
    shop.git("checkout", "--quiet", sha);
    const facts = await read();
    expect(facts.event).toMatchObject({ ref: "refs/tags/gateway@1.2.4", sha });
    expect(computeMetadata({ ...facts, images: ["acme/gateway"], now }).tags).toEqual(["acme/gateway:v1.2.4", "acme/gateway:1.2"]);
  });

  test("outside of a clone there is no event", async () => {
    const { event, commitTime } = await read({ repository: null });
    expect(event).toEqual({ name: "", ref: "", sha: "", payload: null });
    expect(commitTime).toEqual(now);
  });
});

describe("by hand", () => {
  test("a reference is looked up in the clone", async () => {
    const sha = shop.git("rev-parse", "HEAD");
    shop.git("tag", "v1.0.0");
    shop.commit();
    expect((await read({ ref: "refs/tags/v1.0.0" })).event).toEqual({
      name: "push",
      ref: "refs/tags/v1.0.0",
      sha,
      payload: { repository: {} },
    });
    expect((await read({ sha: "HEAD~1" })).event.sha).toBe(sha);
    expect((await read({ ref: "refs/pull/7/merge" })).event).toMatchObject({ name: "pull_request" });
  });

  test.each([
    [{ ref: "main" }, "SLUICE_BAD_REF"],
    [{ ref: "--output=x" }, "SLUICE_BAD_REF"],
    [{ sha: "nowhere" }, "SLUICE_UNKNOWN_REVISION"],
    [{ sha: "--output=x" }, "SLUICE_UNKNOWN_REVISION"],
    [{ sha: "1a2b3c4", repository: null }, "SLUICE_UNKNOWN_REVISION"],
  ])("%j is refused", async (sources, code) => {
    await expect(read(sources)).rejects.toMatchObject({ code });
  });
});

describe("in GitHub Actions", () => {
  test("GitHub tells what the event leaves out", async () => {
    const env = pushed({ repository: { default_branch: "main" } }, { GITHUB_API_URL: await startGitHub() });
    const facts = await read({ env });
    expect(facts.repository).toEqual({
      name: "shop",
      description: "From GitHub",
      url: "https://github.example/acme/shop",
      license: "MIT",
      defaultBranch: "main",
    });
    expect(facts.commitTime.toISOString()).toBe("2025-01-01T00:00:00.000Z");
    expect(requests.toSorted()).toEqual(["/repos/acme/shop", `/repos/acme/shop/commits/${unknown}`]);
    expect(facts.warnings).toEqual([]);
  });

  test("an event that tells all needs no request", async () => {
    const repository = {
      name: "shop",
      description: null,
      html_url: "https://github.example/acme/shop",
      default_branch: "main",
      license: { spdx_id: "MIT" },
    };
    const env = pushed({ repository, head_commit: { id: unknown, timestamp: committed } }, { GITHUB_API_URL: await startGitHub() });
    const facts = await read({ env });
    expect(facts.repository).toMatchObject({ name: "shop", description: "", license: "MIT" });
    expect(facts.commitTime.toISOString()).toBe(committed);
    expect(requests).toEqual([]);
  });

  test.each([
    ["is not there", async () => "http://127.0.0.1:9"],
    ["fails", async () => await startGitHub(500)],
    ["refuses the token", async () => await startGitHub(401)],
  ])("a GitHub that %s leaves a warning, and labels from the event", async (_, address) => {
    const env = pushed({ repository: { default_branch: "main" } }, { GITHUB_API_URL: await address(), GITHUB_TOKEN: "secret-token" });
    const facts = await read({ env });
    expect(facts.repository).toEqual({
      name: "shop",
      description: "",
      url: "https://github.example/acme/shop",
      license: "",
      defaultBranch: "main",
    });
    expect(facts.commitTime).toEqual(now);
    expect(facts.warnings.map(({ code }) => code)).toContain("SLUICE_COMMIT_TIME_UNKNOWN");
    expect(facts.warnings[0]?.message).toContain("labels hold only what the event and the clone say");
    expect(JSON.stringify(facts.warnings)).not.toContain("secret-token");
  });

  test("a shallow clone asks its remote for the git tags", async () => {
    shop.git("tag", "gateway@1.2.4");
    shop.commit();
    shop.git("tag", "gateway@1.3.0");
    using clone = shop.clone("--depth=1", "--branch=gateway@1.2.4");
    const repository = await openRepository(clone.root);
    const facts = await read({ repository });
    expect(facts.existingGitTags).toEqual(["gateway@1.2.4", "gateway@1.3.0"]);
    clone.git("remote", "set-url", "origin", join(shop.folder, "gone"));
    const cut = await read({ repository });
    expect(cut.warnings.map(({ code }) => code)).toEqual(["SLUICE_GIT_TAGS_UNKNOWN"]);
  });
});
