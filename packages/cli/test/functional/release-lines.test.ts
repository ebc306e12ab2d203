import { afterAll, beforeAll, expect, test } from "vitest";
import { startStack, type Stack } from "../../../../tools/stack/index.ts";
import { runSluiceFromSource } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

let stack: Stack<"github" | "npm" | "git">;
let shop: TestRepository;

beforeAll(async () => {
  stack = await startStack({ parts: ["github", "npm", "git"] });
  shop = TestRepository.init({
    "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
    ".changeset/config.json": '{ "access": "public" }\n',
    "packages/lib/package.json": '{ "name": "@acme/lib", "version": "0.9.0", "exports": "./index.js" }\n',
    "packages/lib/index.js": "module.exports = 1;\n",
  });
  shop.git("remote", "add", "origin", stack.addresses.git);
});
afterAll(async () => {
  await stack.stop();
  shop.remove();
});

function sluice(...args: string[]) {
  return runSluiceFromSource(args, { cwd: shop.root, env: { HOME: shop.folder, CI: "true", ...stack.env } });
}

function change(bump: string): void {
  shop.commit({ ".changeset/change.md": `---\n"@acme/lib": ${bump}\n---\n\nA ${bump} change.\n` }, `a ${bump} change`);
}

/** Versions, commits, pushes and publishes what the branch holds; gives what publish printed. */
async function release(branch: string) {
  expect(await sluice("release", "version")).toMatchObject({ exitCode: 0 });
  shop.commit({}, "chore: release");
  shop.git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
  const published = await sluice("release", "publish", "--json");
  expect({ exitCode: published.exitCode, stderr: published.exitCode === 0 ? "" : published.stderr }).toEqual({ exitCode: 0, stderr: "" });
  return published;
}

async function distTags(): Promise<unknown> {
  return Object(await (await fetch(`${stack.addresses.npm}@acme%2flib`)).json())["dist-tags"];
}

test("main goes on, prereleases have their own dist-tag, and lines and hotfixes leave latest where it is", async () => {
  change("major");
  const first = await release("main");
  expect(JSON.parse(first.stdout)).toMatchObject({ schemaVersion: 1, dryRun: false, releases: ["@acme/lib@1.0.0"] });
  const events = first.stderr.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["planned", "started", "done"]));
  shop.commit({ ".changeset/pre.json": '{ "mode": "pre", "tag": "rc", "initialVersions": {}, "changesets": [] }\n' });
  change("major");
  await release("main");
  expect(await distTags()).toEqual({ latest: "1.0.0", rc: "2.0.0-rc.0" });
  shop.commit({ ".changeset/pre.json": '{ "mode": "exit", "tag": "rc", "initialVersions": {}, "changesets": [] }\n' });
  await release("main");
  expect(await distTags()).toEqual({ latest: "2.0.0", rc: "2.0.0-rc.0" });

  shop.git("switch", "--quiet", "--create", "1.x", "@acme/lib@1.0.0");
  change("major");
  const leaving = await sluice("release", "plan");
  expect(leaving).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/SLUICE_LEAVES_LINE.*@acme\/lib 1\.0\.0 → 2\.0\.0/) });
  change("minor");
  await release("1.x");
  expect(await distTags()).toMatchObject({ latest: "2.0.0", "release-1.x": "1.1.0" });

  shop.git("switch", "--quiet", "--create", "1.0.x", "@acme/lib@1.0.0");
  change("patch");
  await release("1.0.x");
  expect(await distTags()).toEqual({ latest: "2.0.0", rc: "2.0.0-rc.0", "release-1.x": "1.1.0", "release-1.0.x": "1.0.1" });
  expect(await sluice("release", "verify", "--skip-install")).toMatchObject({ exitCode: 0 });
  expect(await sluice("release", "publish")).toMatchObject({ exitCode: 0, stdout: "Nothing to do: everything is published." });

  shop.git("switch", "--quiet", "--create", "feature/x", "@acme/lib@2.0.0");
  change("patch");
  expect(await sluice("release", "version")).toMatchObject({ exitCode: 0 });
  shop.commit({}, "chore: release");
  expect(await sluice("release", "publish")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_WRONG_BRANCH") });
});

test("a hotfix of a service whose version is in its git tags goes on from the tag that it branched from; its snapshot is published too", async () => {
  shop.git("switch", "--quiet", "main");
  shop.commit({ "go/auth/go.mod": "module example.com/shop/go/auth\n", "go/auth/CHANGELOG.md": "# auth\n\n## 1.0.0\n\n- First.\n" });
  shop.git("tag", "auth@1.0.0");
  shop.commit({ "go/auth/CHANGELOG.md": "# auth\n\n## 1.1.0\n\n- Second.\n\n## 1.0.0\n\n- First.\n" });
  shop.git("tag", "auth@1.1.0");
  shop.git("push", "--quiet", "origin", "auth@1.0.0", "auth@1.1.0");

  shop.git("switch", "--quiet", "--create", "hot/1.0.x", "auth@1.0.0");
  shop.commit({ ".changeset/hot.md": "---\nauth: patch\n---\n\nHot.\n" });
  const plan = JSON.parse((await sluice("release", "plan", "--json")).stdout);
  expect(plan.packages).toMatchObject([{ name: "auth", oldVersion: "1.0.0", newVersion: "1.0.1" }]);
  await release("1.0.x-hot");
  expect(shop.git("ls-remote", "--tags", "origin", "auth@*", "go/auth/*")).toMatch(/auth@1\.0\.1[^]*go\/auth\/v1\.0\.1/);

  shop.git("switch", "--quiet", "--create", "pr", "auth@1.1.0");
  shop.commit({ ".changeset/next.md": "---\nauth: minor\n---\n\nNext.\n" });
  expect(await sluice("release", "version", "--snapshot", "pr-7")).toMatchObject({ exitCode: 0 });
  const snapshot = await sluice("release", "publish", "--snapshot", "pr-7", "--dry-run", "--json");
  expect(JSON.parse(snapshot.stdout).releases).toEqual([expect.stringMatching(/^auth@0\.0\.0-pr-7-/)]);
});

test("what was released with a common tag is taken back as a whole", async () => {
  shop.git("switch", "--quiet", "main");
  for (const version of ["7.1.0", "7.2.0"]) {
    shop.commit(filesOfBoth(version), `chore: ${version}`);
    shop.git("tag", `v${version}`);
    expect(await sluice("release", "publish", "--tag", `v${version}`)).toMatchObject({ exitCode: 0 });
  }
  const one = await sluice("release", "rollback", "@fix/one@7.2.0");
  expect(one).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("sluice release rollback v7.2.0") });
  const back = await sluice("release", "rollback", "v7.2.0", "--reason", "It loses clicks.", "--json");
  expect(back).toMatchObject({ exitCode: 0 });
  const { from, to, steps } = JSON.parse(back.stdout);
  expect([from, to, steps.map(({ action }: { action: string }) => action).toSorted()]).toEqual([
    "v7.2.0",
    "v7.1.0",
    ["deprecate", "deprecate", "make-latest", "move-dist-tag", "move-dist-tag", "note"],
  ]);
  for (const name of ["one", "two"]) {
    const { "dist-tags": tags } = Object(await (await fetch(`${stack.addresses.npm}@fix%2f${name}`)).json());
    expect(tags).toEqual({ latest: "7.1.0" });
  }
}, 120_000);

function filesOfBoth(version: string): Record<string, string> {
  return Object.fromEntries(
    ["one", "two"].flatMap((name) => [
      [`packages/${name}/package.json`, JSON.stringify({ name: `@fix/${name}`, version, exports: "./index.js" })],
      [`packages/${name}/index.js`, "module.exports = 1;\n"],
      [`packages/${name}/CHANGELOG.md`, `# ${name}\n\n## ${version}\n\n- It is ${version}.\n`],
    ]),
  );
}
