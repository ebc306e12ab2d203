import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startStack, type Stack } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { runSluiceFromSource } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

let stack: Stack<"github" | "npm" | "git" | "registry"> | undefined;
let missing: string | null = null;
let shop: TestRepository;

beforeAll(async () => {
  ({ missing } = await findImageParts());
  if (missing === null) stack = await startStack();
  shop = TestRepository.init();
});
afterAll(async () => {
  await stack?.stop();
  shop.remove();
});
beforeEach((context) => requirePart(context, missing));

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const files = {
  "package.json": json({ name: "root", version: "0.0.0", private: true, workspaces: ["packages/*", "services/gateway"] }),
  "package-lock.json": json({ name: "root", lockfileVersion: 3, packages: {} }),
  ".changeset/config.json": json({ baseBranch: "main", access: "public", format: false, privatePackages: { version: true, tag: true } }),
  "packages/lib/package.json": json({ name: "@acme/lib", version: "1.0.0", exports: "./index.js" }),
  "packages/lib/index.js": "module.exports = 1;\n",
  "packages/app/package.json": json({ name: "@acme/app", version: "1.0.0", dependencies: { "@acme/lib": "~1.0.0" } }),
  "services/gateway/package.json": json({ name: "gateway", version: "1.0.0", private: true }),
  "services/gateway/Dockerfile": "FROM scratch\nCOPY hello.txt /\n",
  "services/gateway/hello.txt": "hello\n",
  "services/telemetry/pyproject.toml": '[project]\nname = "telemetry"\nversion = "1.0.0"\n',
  "services/research/pyproject.toml":
    '[project]\nname = "research"\nversion = "1.0.0"\ndependencies = ["telemetry"]\n\n[tool.uv.sources]\ntelemetry = { path = "../telemetry" }\n',
  ".changeset/brave-cats-jump.md": '---\n"@acme/lib": minor\n"gateway": minor\n"telemetry": patch\n---\n\nEverything says its name (#7).\n',
};

describe("a release, from the changeset to green", () => {
  beforeAll(() => {
    if (missing !== null) return;
    shop.git("remote", "add", "origin", stack?.addresses.git ?? "");
    commitAndPush("feat: everything", files);
  });

  test("plan names every package, whatever its language, and why", async () => {
    const { stdout, exitCode } = await sluice("release", "plan", "--json");
    expect(exitCode).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan.packages.map(({ gitTag }: { gitTag: string }) => gitTag)).toEqual([
      "@acme/app@1.0.1",
      "@acme/lib@1.1.0",
      "gateway@1.1.0",
      "research@1.0.1",
      "telemetry@1.0.1",
    ]);
    const why = await sluice("release", "plan", "--why", "research");
    expect(why.stdout).toContain("because it needs telemetry 1.0.0 → 1.0.1 (patch)\n    because of changeset brave-cats-jump");
  });

  test("version writes it, and publish refuses until it is committed", async () => {
    await writeFile(join(shop.folder, "plan.json"), (await sluice("release", "plan", "--json")).stdout);
    expect((await sluice("release", "version")).exitCode).toBe(0);
    expect(JSON.parse(shop.read("packages/app/package.json"))).toMatchObject({
      version: "1.0.1",
      dependencies: { "@acme/lib": "~1.1.0" },
    });
    const early = await sluice("release", "publish");
    expect(early).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_DIRTY_TREE") });
    commitAndPush("chore: release");
  });

  test("a wrong token changes nothing, and is not shown", async () => {
    const wrong = { GITHUB_TOKEN: "ghp_wrongwrongwrong", npm_config_userconfig: "/dev/null", NPM_TOKEN: "npm_wrongwrongwrong" };
    const refused = await sluiceWith(wrong, "release", "publish", "--without", "image");
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toMatch(/SLUICE_(PREFLIGHT_FAILED|GITHUB_UNAUTHORIZED|NPM_LOGIN)/);
    expect(refused.stderr).not.toContain("wrongwrong");
    expect(shop.git("ls-remote", "--tags", "origin")).toBe("");
  });

  test("a tag that is somewhere else changes nothing", async () => {
    shop.git("push", "--quiet", "origin", "HEAD~1:refs/tags/gateway@1.1.0");
    const refused = await sluice("release", "publish");
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_TAG_EXISTS: The git tag gateway@1.1.0 exists on the remote"),
    });
    shop.git("push", "--quiet", "origin", ":refs/tags/gateway@1.1.0");
    expect((await sluice("release", "verify", "--package", "gateway")).exitCode).toBe(1);
  });

  test("a dry run says what is missing and publishes nothing", async () => {
    const { stdout } = await sluice("release", "publish", "--dry-run", "--json");
    const { steps } = JSON.parse(stdout);
    expect(steps.filter(({ action }: { action: string }) => action === "none")).toEqual([]);
    expect(shop.git("ls-remote", "--tags", "origin")).toBe("");
  });

  test("publish by the plan makes all of it, and verify is green", async () => {
    const published = await sluice("release", "publish", "--plan", join(shop.folder, "plan.json"));
    expect(published).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("image           ") });
    const journal = shop.read(".git/sluice/publish.ndjson").trim().split("\n");
    const kinds = journal.map((line) => JSON.parse(line)).map(({ kind }: { kind: string }) => kind);
    expect(kinds.slice(-1)).toEqual(["ended"]);
    expect(kinds.filter((kind) => kind === "started")).toHaveLength(kinds.filter((kind) => kind === "done").length);
    expect(shop.git("ls-remote", "origin", "refs/sluice/*")).toBe("");
    const verified = await sluice("release", "verify", "--json");
    expect({ exitCode: verified.exitCode, findings: JSON.parse(verified.stdout).findings }).toEqual({ exitCode: 0, findings: [] });
    const response = await fetch(`${stack?.addresses.github}/repos/sluice-dev/sluice/releases/tags/${encodeURIComponent("gateway@1.1.0")}`);
    expect(await response.json()).toMatchObject({ draft: false, body: expect.stringContaining("Everything says its name") });
  });

  test("a second publish does nothing, from a later commit too", async () => {
    const again = await sluice("release", "publish");
    expect(again).toMatchObject({ exitCode: 0, stdout: "Nothing to do: everything is published." });
    commitAndPush("docs: later", { "later.txt": "later\n" });
    expect(await sluice("release", "publish")).toMatchObject({ exitCode: 0, stdout: "Nothing to do: everything is published." });
    expect(shop.git("ls-remote", "--tags", "origin").split("\n")).toHaveLength(10);
  });

  test("a rollback says what it would do, and needs a version to go back to", async () => {
    const nowhere = await sluice("release", "rollback", "gateway@1.1.0", "--dry-run");
    expect(nowhere).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_NO_PREVIOUS") });
    const { stdout, exitCode } = await sluice("release", "rollback", "@acme/lib@1.1.0", "--to", "1.0.0", "--dry-run", "--json");
    expect(exitCode).toBe(0);
    const { steps, warnings } = JSON.parse(stdout);
    expect(steps.map(({ action }: { action: string }) => action)).toContain("deprecate");
    expect(warnings[0].message).toBe("@acme/lib@1.0.0 is not there, so the dist-tag latest cannot go back to it.");
    expect(await sluice("release", "verify", "--package", "@acme/lib")).toMatchObject({ exitCode: 0 });
  });

  test("the event's git tag alone says what to verify", async () => {
    const event = { GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/tags/gateway@1.1.0" };
    const { stdout, exitCode } = await sluiceWith(event, "release", "verify");
    expect({ stdout, exitCode }).toEqual({ stdout: "gateway@1.1.0: all 5 artifacts are there and right.", exitCode: 0 });
  });

  test("what is not there is a finding, one line each", async () => {
    shop.git("push", "--quiet", "origin", ":refs/tags/gateway@1.1.0");
    const { stdout, exitCode } = await sluice("release", "verify");
    expect(exitCode).toBe(1);
    expect(stdout.split("\n")[0]).toBe("SLUICE_TAG_MISSING gateway: The git tag gateway@1.1.0 is not on the remote");
  });

  test("a snapshot of a pull request goes to its own dist-tag and image tag, and leaves no git tag", async () => {
    commitAndPush("feat: try it out", { ".changeset/kind-owls.md": '---\n"@acme/lib": minor\n"gateway": patch\n---\n\nTried out.\n' });
    const tags = shop.git("ls-remote", "--tags", "origin");
    const early = await sluice("release", "publish", "--snapshot", "pr-7");
    expect(early).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_NO_SNAPSHOT") });
    expect((await sluice("release", "version", "--snapshot", "latest")).exitCode).toBe(2);
    expect((await sluice("release", "version", "--snapshot", "pr-7")).exitCode).toBe(0);
    const version = `0.0.0-pr-7-${shop.git("rev-parse", "HEAD").slice(0, 7)}`;
    expect(JSON.parse(shop.read("packages/app/package.json"))).toMatchObject({
      version,
      dependencies: { "@acme/lib": version },
    });
    const published = await sluice("release", "publish", "--snapshot", "pr-7");
    expect(published).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`gateway:v${version}`) });
    const { "dist-tags": distTags } = JSON.parse(await (await fetch(`${stack?.addresses.npm}@acme%2flib`)).text());
    expect(distTags).toEqual({ latest: "1.1.0", "pr-7": version });
    expect(shop.git("ls-remote", "--tags", "origin")).toBe(tags);
    expect(await sluice("release", "verify", "--snapshot", "pr-7")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("are there and right"),
    });
    expect(await sluice("release", "publish", "--snapshot", "pr-7")).toMatchObject({
      exitCode: 0,
      stdout: "Nothing to do: everything is published.",
    });
    shop.git("checkout", "--quiet", "--", ".");
    shop.git("clean", "--quiet", "--force", "-d");
  });

  test("a changeset for a package that is not there is an error with its path", async () => {
    shop.write({ ".changeset/odd.md": '---\n"gatway": patch\n---\n\nX.\n' });
    const refused = await sluice("release", "plan");
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^SLUICE_UNKNOWN_PACKAGE: \.changeset\/odd\.md names the package "gatway".*Did you mean "gateway"\?/);
  });
});

function sluice(...args: string[]) {
  return sluiceWith({}, ...args);
}

function sluiceWith(env: Record<string, string>, ...args: string[]) {
  return runSluiceFromSource(args, { cwd: shop.root, env: { CI: "true", ...stack?.env, ...env } });
}

function commitAndPush(message: string, contents: Record<string, string> = {}): void {
  shop.commit(contents, message);
  shop.git("push", "--quiet", "origin", "HEAD:main");
}
