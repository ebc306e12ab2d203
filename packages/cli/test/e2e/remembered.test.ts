import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import type { AffectedResult } from "@sluice/affected";
import { sluiceEnvironment } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const root = join(import.meta.dirname, "../../../..");

const lockfile = (version: string) => `lockfileVersion: "9.0"
importers:
  .: {}
  libs/time: {}
  libs/money:
    dependencies:
      left:
        specifier: ^1.0.0
        version: ${version}
packages:
  left@${version}:
    resolution: { integrity: sha512-${version} }
snapshots:
  left@${version}: {}
`;

/** A repository in which Sluice is installed as pnpm does it: a package sees what it declares and nothing else. */
function installedShop() {
  const shop = TestRepository.init({
    ".gitignore": "node_modules\n",
    "package.json": '{ "name": "shop", "private": true }\n',
    "pnpm-workspace.yaml": "packages: [libs/*]\n",
    "pnpm-lock.yaml": lockfile("1.0.0"),
    "libs/money/package.json": '{ "name": "money", "version": "1.0.0", "dependencies": { "left": "^1.0.0" } }\n',
    "libs/time/package.json": '{ "name": "time", "version": "1.0.0" }\n',
  });
  onTestFinished(() => shop.remove());
  shop.commit({ "pnpm-lock.yaml": lockfile("1.0.1") }, "second");
  const store = join(shop.root, "node_modules/.pnpm");
  const folderOf = (name: string) => join(store, name, "node_modules/@sluice", name);
  for (const name of readdirSync(join(root, "packages"))) copyPackage(name, folderOf(name));
  for (const name of readdirSync(join(root, "packages"))) {
    const { dependencies = {} } = readJson(join(folderOf(name), "package.json")) as { dependencies?: Record<string, string> };
    for (const needed of Object.keys(dependencies)) {
      const own = join(root, "packages", name, "node_modules", needed);
      const installed = existsSync(own) ? own : join(root, "node_modules", needed);
      link(needed.startsWith("@sluice/") ? folderOf(basename(needed)) : installed, join(store, name, "node_modules", needed));
    }
  }
  return { shop, folderOf };
}

const isPublished = (path: string) => !["src", "test", "out-tsc", "node_modules"].includes(basename(path));

function copyPackage(name: string, to: string): void {
  cpSync(join(root, "packages", name), to, { recursive: true, filter: isPublished });
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function setVersion(folder: string, version: string): void {
  const file = join(folder, "package.json");
  writeFileSync(file, JSON.stringify({ ...readJson(file), version }));
}

function readJson(file: string): object {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The answer to one question. */
async function askTree(shop: TestRepository, command: string, folder = ".") {
  const args = [join(command, "bin/sluice.js"), "affected", "--base", "HEAD~1", "--json"];
  const { stdout } = await execa(process.execPath, args, { cwd: join(shop.root, folder), env: sluiceEnvironment(), extendEnv: false });
  const { changedFiles, projects } = JSON.parse(stdout) as AffectedResult;
  return { changed: changedFiles.map(({ path, status }) => `${status} ${path}`), projects: projects.map(({ name }) => name) };
}

/** The answer or the error, and how many answers are remembered since. */
async function ask(shop: TestRepository, command: string) {
  const args = [join(command, "bin/sluice.js"), "affected", "--base", "HEAD~1", "--head", "HEAD", "--format", "names"];
  const { stdout, stderr } = await execa(process.execPath, args, {
    cwd: shop.root,
    env: sluiceEnvironment(),
    extendEnv: false,
    reject: false,
  });
  const remembered = readdirSync(join(shop.root, ".git/sluice")).filter((name) => name.startsWith("answer-")).length;
  return { stdout, stderr, remembered };
}

test("an answer is remembered until one of the packages that work it out is another one", async () => {
  const { shop, folderOf } = installedShop();
  const command = folderOf("cli");
  const answer = { stdout: "money", stderr: "" };
  expect(await ask(shop, command)).toEqual({ ...answer, remembered: 1 });
  expect(await ask(shop, command)).toEqual({ ...answer, remembered: 1 });
  setVersion(folderOf("images"), "0.0.1");
  expect(await ask(shop, command)).toEqual({ ...answer, remembered: 2 });
  setVersion(folderOf("ecosystems"), "0.0.1");
  expect(await ask(shop, command)).toEqual({ ...answer, remembered: 3 });
  // A package manager that has to install another version for the command alone puts it below the command.
  const own = join(command, "node_modules/@sluice/git");
  copyPackage("git", own);
  setVersion(own, "0.0.2");
  expect(await ask(shop, command)).toEqual({ ...answer, remembered: 4 });
});

test("what was bundled answers, and only while the packages are those that were bundled", async () => {
  const { shop, folderOf } = installedShop();
  const command = folderOf("cli");
  writeFileSync(join(command, "dist/index.mjs"), 'throw new Error("the bundle is not enough");\n');
  expect(await ask(shop, command)).toEqual({ stdout: "money", stderr: "", remembered: 1 });
  setVersion(folderOf("ecosystems"), "0.0.1");
  expect(await ask(shop, command)).toMatchObject({ stderr: expect.stringContaining("the bundle is not enough") as string, remembered: 1 });
});

test("what is edited is told from what the commit changed, and from what was taken back", async () => {
  const { shop, folderOf } = installedShop();
  const command = folderOf("cli");
  shop.commit({ "libs/money/index.js": "1\n" }, "third");
  shop.commit({ "libs/money/index.js": "2\n", "libs/time/index.js": "1\n" }, "fourth");
  const committed = { changed: ["modified libs/money/index.js", "added libs/time/index.js"], projects: ["money", "time"] };
  expect(await askTree(shop, command)).toEqual(committed);
  expect(await askTree(shop, command)).toEqual(committed);
  // Edited once more, twice: what is known of the first edit is a guess at the second.
  for (const text of ["3\n", "4\n"]) {
    shop.write({ "libs/money/index.js": text });
    expect(await askTree(shop, command)).toEqual(committed);
  }
  shop.write({ "libs/money/index.js": "1\n" });
  const onlyTime = { changed: ["added libs/time/index.js"], projects: ["time"] };
  expect(await askTree(shop, command)).toEqual(onlyTime);
  rmSync(join(shop.root, "libs/time/index.js"));
  expect(await askTree(shop, command)).toEqual({ changed: [], projects: [] });
  shop.git("checkout", "--quiet", "--", ".");
  expect(await askTree(shop, command)).toEqual(committed);
  // No repository, so that git goes by the one around it; a new file elsewhere is new all the same.
  mkdirSync(join(shop.root, "libs/money/.git"));
  shop.write({ "libs/time/new.js": "" });
  const withNew = { ...committed, changed: [...committed.changed, "added libs/time/new.js"] };
  expect(await askTree(shop, command, "libs/money")).toEqual(withNew);
});
