import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { sluiceEnvironment } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

const root = join(import.meta.dirname, "../../../..");

/** A repository in which Sluice's packages are installed, as copies. */
function installedShop() {
  const shop = TestRepository.init({
    ".gitignore": "node_modules\n",
    "package.json": '{ "name": "shop", "private": true, "workspaces": ["libs/*"] }\n',
    "libs/money/package.json": '{ "name": "money", "version": "1.0.0" }\n',
  });
  onTestFinished(() => shop.remove());
  shop.commit({ "libs/money/index.js": "1\n" }, "second");
  const modules = join(shop.root, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules")))
    if (!name.startsWith(".") && name !== "@sluice") symlinkSync(join(root, "node_modules", name), join(modules, name));
  copyPackages(join(modules, "@sluice"), readdirSync(join(root, "packages")));
  return { shop, packages: join(modules, "@sluice") };
}

const isPublished = (path: string) => !["src", "test", "out-tsc", "node_modules"].includes(basename(path));

function copyPackages(to: string, names: readonly string[]): void {
  for (const name of names) cpSync(join(root, "packages", name), join(to, name), { recursive: true, filter: isPublished });
}

function setVersion(folder: string, version: string): void {
  const file = join(folder, "package.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), version }));
}

/** The answer, and how many answers are remembered since. */
async function ask(shop: TestRepository, { packages }: { packages: string }) {
  const args = [join(packages, "cli/bin/sluice.js"), "affected", "--base", "HEAD~1", "--head", "HEAD", "--format", "names"];
  const { stdout } = await execa(process.execPath, args, { cwd: shop.root, env: sluiceEnvironment(), extendEnv: false });
  return { stdout, remembered: readdirSync(join(shop.root, ".git/sluice")).filter((name) => name.startsWith("answer-")).length };
}

test("an answer is remembered until one of the packages that work it out is another one", async () => {
  const { shop, packages } = installedShop();
  expect(await ask(shop, { packages })).toEqual({ stdout: "money", remembered: 1 });
  expect(await ask(shop, { packages })).toEqual({ stdout: "money", remembered: 1 });
  setVersion(join(packages, "ecosystems"), "0.0.1");
  expect(await ask(shop, { packages })).toEqual({ stdout: "money", remembered: 2 });
  // A package manager that has to install another version for the command alone puts it below the command.
  const own = join(packages, "cli/node_modules/@sluice");
  copyPackages(own, ["ecosystems"]);
  expect(await ask(shop, { packages })).toEqual({ stdout: "money", remembered: 3 });
  setVersion(join(own, "ecosystems"), "0.0.2");
  expect(await ask(shop, { packages })).toEqual({ stdout: "money", remembered: 4 });
});
