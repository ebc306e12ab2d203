import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSluice } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const installed = join(import.meta.dirname, "../../../../node_modules");
let shop: TestRepository;

const script = (name: string) =>
  JSON.stringify({ name, version: "1.2.0", private: true, scripts: { lint: "node -e 0", test: "node -e 0" }, dependencies: {} });

/** A web service that needs a library, a service in Python with an image, a changeset, and a change of each on a branch. */
beforeAll(() => {
  shop = TestRepository.init({
    "package.json": '{ "name": "shop", "private": true, "type": "module", "workspaces": ["services/web", "libs/*"] }\n',
    "nx.json": '{ "analytics": false, "neverConnectToCloud": true, "plugins": ["@sluice/nx"] }\n',
    "sluice.config.json": '{ "images": { "registry": "registry.example/shop", "platforms": ["linux/amd64"] } }\n',
    ".changeset/config.json": '{ "baseBranch": "main", "privatePackages": { "version": true, "tag": true } }\n',
    ".changeset/brave-cats.md": '---\n"@shop/money": minor\n"brand": patch\n---\n\nMoney rounds half to even.\n',
    ".gitignore": "node_modules\n.nx\n",
    "libs/money/package.json": script("@shop/money"),
    "libs/money/index.js": "1\n",
    "services/web/package.json": script("web").replace('"dependencies":{}', '"dependencies":{"@shop/money":"^1.0.0"}'),
    "services/brand/pyproject.toml": '[project]\nname = "brand"\nversion = "0.3.0"\n',
    "services/brand/brand.py": "name = 1\n",
    "services/brand/Dockerfile": "FROM scratch\nCOPY brand.py /\n",
  });
  shop.commit({ "libs/money/index.js": "2\n", "services/brand/brand.py": "name = 2\n" }, "feat: round half to even");
  const origin = join(shop.folder, "origin.git");
  execFileSync("git", ["clone", "--quiet", "--bare", shop.root, origin]);
  shop.git("remote", "add", "origin", origin);
  shop.git("fetch", "--quiet", "origin");
  symlinkSync(installed, join(shop.root, "node_modules"));
});
afterAll(() => shop.remove());

// Written anew with `npx vitest run --project e2e packages/cli/test/e2e/outputs.test.ts --update`.
test.each([
  "affected --base HEAD~1",
  "affected --base HEAD~1 --format names",
  "affected --base HEAD~1 --why web",
  "affected --base HEAD",
  "run -t lint test --base HEAD~1 --dry-run",
  "images plan --base HEAD~1",
  "images plan --base HEAD~1 --why brand services/brand/brand.py",
  "images inputs --context services/brand",
  "images metadata --image brand --ref refs/tags/brand@1.2.3 --now 2026-01-01T00:00:00Z",
  "release plan",
  "release plan --why web",
  "release version --dry-run",
  "release pr --via branch --onto main --dry-run",
  "comment --dry-run --base HEAD~1",
  "workflows check",
  "workflows prepare --base HEAD~1 --dry-run",
  "workflows scan --base HEAD~1 --dry-run",
  "config print",
  "config print --resolved",
])("what a person reads of `sluice %s`", async (line) => {
  const { exitCode, stdout, stderr } = await run(line);
  const text = [`$ sluice ${line}`, stdout, ...(stderr === "" ? [] : [`--- stderr`, stderr]), `--- exit code ${exitCode}`].join("\n");
  const name = line.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-|-$/g, "");
  await expect(`${text}\n`).toMatchFileSnapshot(`outputs/${name}.txt`);
});

test("what a person reads of `sluice run` beside what Nx says, and of `sluice doctor`", async () => {
  const done = await run("run -t test --base HEAD~1");
  expect(done.stderr).toMatchInlineSnapshot(`
    "
     NX   The following projects do not have a configuration for any of the provided targets ("test")

    - brand

    2 ran, 0 from the cache, 0 failed, 0 skipped"
  `);
  expect(done.stdout.split("\n").slice(0, 2)).toMatchInlineSnapshot(`
    [
      "test of @shop/money, brand, web",
      "nx run-many --targets=test --projects=@shop/money,brand,web --nxBail",
    ]
  `);
  // What the machine has is no matter here.
  const { stdout } = await run("doctor");
  const own = stdout.split("\n").filter((text) => /^. (history|remote|configuration|projects|nx|changesets) /.test(text));
  expect(own.join("\n").replaceAll(/nx \d+\.\d+\.\d+/g, "nx 24.0.0")).toMatchInlineSnapshot(`
    "✓ history        the whole history is here
    ✓ remote         origin
    ✓ configuration  sluice.config.json
    ✓ projects       projects: 3, images: 1
    ✓ nx             nx 24.0.0 with @sluice/nx
    ✓ changesets     .changeset/config.json"
  `);
});

test("what a person reads of `sluice init`, the second time too", async () => {
  const bare = TestRepository.init({
    "api/go.mod": "module example.com/api\n\ngo 1.24\n",
    "api/Dockerfile": "FROM scratch\nCOPY go.mod /\n",
  });
  bare.git("remote", "add", "origin", "https://github.com/acme/bare.git");
  const first = await run("init --yes", bare.root);
  const second = await run("init --yes", bare.root);
  bare.remove();
  const text = ["$ sluice init --yes", first.stdout, first.stderr, "$ sluice init --yes", second.stdout, second.stderr].join("\n");
  await expect(`${text.trimEnd()}\n`).toMatchFileSnapshot("outputs/init.txt");
});

function run(line: string, cwd: string = shop.root) {
  return runSluice(line.split(" "), { cwd });
}
