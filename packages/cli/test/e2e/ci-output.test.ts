import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createEmulator, type Emulator } from "emulate";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runSluice } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const token = "test_token_admin";

let shop: TestRepository;
let emulator: Emulator;
let base = "";

beforeAll(async () => {
  emulator = await createEmulator({ service: "github", port: await freePort() });
  shop = TestRepository.init({
    ".changeset/config.json": JSON.stringify({ privatePackages: { version: true, tag: true } }),
    ".changeset/theirs.md": '---\n"gateway": minor\n---\n\nThe gateway says its name.\n',
    "services/auth/pyproject.toml": '[project]\nname = "auth"\nversion = "1.0.0"\n',
    "services/auth/auth.py": "1\n",
    "services/gateway/package.json": JSON.stringify({ name: "gateway", version: "1.2.2", private: true }),
    "services/gateway/index.js": "1\n",
    ".changeset/README.md": "x",
    "package.json": JSON.stringify({ name: "shop", private: true, workspaces: ["services/*"] }),
  });
  await writeFile(join(shop.folder, "event.json"), JSON.stringify({ pull_request: { number: 1 } }));
  base = shop.git("rev-parse", "HEAD");
  shop.git("switch", "--quiet", "--create", "feature");
});
afterAll(async () => {
  await emulator.close();
  shop.remove();
});
beforeEach(async () => {
  emulator.reset();
  await ask("POST", "/user/repos", { name: "shop", auto_init: true });
  await ask("POST", "/repos/admin/shop/pulls", { title: "t", head: "feature", base: "main" });
  shop.git("reset", "--quiet", "--hard", base);
  shop.git("clean", "-fdq");
});

describe("sluice comment", () => {
  test("keeps one comment: first a hint, then what the changeset releases, then nothing to do", async () => {
    shop.write({ "services/gateway/index.js": "2\n", "services/auth/README.md": "how\n" });
    shop.commit({}, "fix: gateway");
    const first = await comment();
    expect(first).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringMatching(/^Commented: http/) as string });
    const [hinted] = await comments();
    expect(hinted).toContain("| `gateway` |  | changed `services/gateway/index.js` |");
    expect(hinted).toContain("No changeset speaks of `gateway`.");

    shop.write({ ".changeset/mine.md": '---\n"gateway": patch\n---\n\nAnswers faster.\n' });
    shop.commit({}, "docs: changeset");
    expect((await comment()).stdout).toMatch(/^Updated: http/);
    expect((await comment()).stdout).toMatch(/^Is up to date: http/);
    const all = await comments();
    expect(all).toHaveLength(1);
    expect(all[0]).toContain("| `gateway` | 1.2.2 → 1.3.0 | minor | `changeset mine, changeset theirs` |");
    expect(all[0]).not.toContain("[!TIP]");
  });

  test("prints the comment with --dry-run, without any event", async () => {
    shop.write({ "services/auth/auth.py": "2\n" });
    const { exitCode, stdout } = await sluice({}, "comment", "--dry-run", "--base", base);
    expect(exitCode).toBe(0);
    expect(stdout.replace(base.slice(0, 7), "1a2b3c4")).toMatchInlineSnapshot(`
      "### What this change affects

      the working tree, compared with 1a2b3c4 (argument)

      | project | image | why |
      | --- | --- | --- |
      | \`auth\` |  | changed \`services/auth/auth.py\` |

      ### What it would release

      Nothing.

      > [!TIP]
      > No changeset speaks of \`auth\`. If people who use it should read about this change, add one with \`npx changeset\`;
      > if not, \`npx changeset --empty\` says so."
    `);
    const { stdout: json } = await sluice({}, "comment", "--dry-run", "--base", base, "--json");
    expect(JSON.parse(json)).toMatchObject({
      schemaVersion: 1,
      dryRun: true,
      pullRequest: null,
      action: "none",
      packages: [],
      missing: ["auth"],
    });
  });

  test("has nothing to do on a push, and asks which pull request is meant where there is no event", async () => {
    expect(await sluice({ GITHUB_EVENT_NAME: "push" }, "comment")).toMatchObject({
      exitCode: 0,
      stdout: "This is a push, not a pull request: there is nothing to comment on.",
    });
    expect(await sluice({}, "comment")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_NO_PULL_REQUEST") as string });
    expect(await sluice({}, "comment", "--pull-request", "x")).toMatchObject({ exitCode: 2 });
  });

  test("puts it into the job's summary when the token may not write, as a fork's never may", async () => {
    const server = createServer((_, response) => response.writeHead(403).end("{}"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const summary = join(shop.folder, "summary.md");
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { exitCode, stderr } = await comment({ GITHUB_API_URL: apiUrl, GITHUB_STEP_SUMMARY: summary });
    await new Promise((resolve) => server.close(resolve));
    expect(exitCode).toBe(0);
    expect(stderr).toContain("warning SLUICE_COMMENT_FORBIDDEN");
    expect(await readFile(summary, "utf8")).toContain("### What this change affects");
  });
});

describe("in GitHub Actions", () => {
  test("an error and a warning are annotations at file and line", async () => {
    const env = { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: shop.root };
    shop.write({ "services/auth/pyproject.toml": "[project]\nname = broken\n" });
    const warned = await sluice(env, "affected", "--base", base);
    expect(warned.exitCode).toBe(0);
    expect(warned.stderr).toMatch(/^::warning file=services\/auth\/pyproject\.toml,line=2,title=SLUICE_BROKEN_MANIFEST::/m);

    shop.write({ "sluice.config.json": '{ "image": {}, "remot": "x" }' });
    const failed = await sluice(env, "affected", "--base", base);
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(/^::error file=sluice\.config\.json,title=SLUICE_INVALID_CONFIGURATION::.*%0A {2}image: unknown key/m);
  });

  test("the affected table and the release plan are in the job's summary", async () => {
    shop.write({ "services/gateway/index.js": "2\n" });
    const env = { GITHUB_STEP_SUMMARY: join(shop.folder, "step.md"), GITHUB_OUTPUT: join(shop.folder, "output") };
    const affected = await sluice(env, "affected", "--base", base, "--format", "github");
    expect(affected).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    await sluice(env, "release", "plan");
    const text = await readFile(join(shop.folder, "step.md"), "utf8");
    expect(text.match(/^### .*/gm)).toEqual(["### What this change affects", "### Release plan"]);
    expect(text).toContain("| `gateway` | 1.2.2 → 1.3.0 | minor |");
  });
});

function comment(env: Record<string, string> = {}) {
  const event = { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: join(shop.folder, "event.json"), GITHUB_REF: "refs/pull/1/merge" };
  const github = { GITHUB_REPOSITORY: "admin/shop", GITHUB_API_URL: emulator.url, GITHUB_TOKEN: token };
  return sluice({ ...event, ...github, ...env }, "comment", "--base", base);
}

async function comments(): Promise<string[]> {
  const answer = await ask("GET", "/repos/admin/shop/issues/1/comments");
  return ((await answer.json()) as { body: string }[]).map(({ body }) => body);
}

async function ask(method: string, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(emulator.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`The emulator answered ${response.status} to ${method} ${path}`);
  return response;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function sluice(env: Record<string, string>, ...args: string[]) {
  return runSluice(args, { cwd: shop.root, env: { CI: "true", ...env } });
}
