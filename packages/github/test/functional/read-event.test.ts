import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { payloadText, readEvent } from "@sluice/github";

describe("readEvent", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-event-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function eventFile(text: string): Promise<string> {
    const path = join(folder, "event.json");
    await writeFile(path, text);
    return path;
  }

  it("gives null where no event is told", async () => {
    expect(await readEvent({})).toBeNull();
  });

  it("reads the variables and the document", async () => {
    const path = await eventFile(JSON.stringify({ pull_request: { base: { sha: "abc" } } }));
    const event = await readEvent({
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: path,
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_HEAD_REF: "feature",
      GITHUB_BASE_REF: "main",
      GITHUB_SHA: "def",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_API_URL: "http://127.0.0.1:4000/",
      GITHUB_WORKFLOW_REF: "acme/shop/.github/workflows/ci.yml@refs/heads/main",
      GITHUB_ACTIONS: "true",
    });
    expect(event).toEqual({
      name: "pull_request",
      ref: "refs/pull/7/merge",
      sha: "def",
      headRef: "feature",
      baseRef: "main",
      repository: "acme/shop",
      payload: { pull_request: { base: { sha: "abc" } } },
      apiUrl: "http://127.0.0.1:4000",
      serverUrl: "https://github.com",
      workflow: "ci.yml",
      isGitHubActions: true,
    });
    expect(event && payloadText(event, "pull_request.base.sha")).toBe("abc");
    expect(event && payloadText(event, "pull_request.base")).toBeNull();
    expect(event && payloadText(event, "before.after")).toBeNull();
  });

  it.each([
    ["text that is no JSON", "{ not json"],
    ["an array", "[]"],
    ["null", "null"],
  ])("refuses %s with the path of the file", async (_case, text) => {
    const path = await eventFile(text);
    await expect(readEvent({ GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: path })).rejects.toMatchObject({
      code: "SLUICE_EVENT_INVALID",
      message: expect.stringContaining(path),
    });
  });

  it("refuses a document that is not there", async () => {
    await expect(readEvent({ GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: join(folder, "none.json") })).rejects.toMatchObject({
      code: "SLUICE_EVENT_INVALID",
    });
  });
});
