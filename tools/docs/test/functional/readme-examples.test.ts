import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestRepository } from "../../../test/test-repository.ts";
import { pages } from "../pages.ts";

const root = join(import.meta.dirname, "../../../..");
let folder = "";

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-readme-")));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The blocks of TypeScript in a page that are whole programs: those that import something. */
function programs(text: string): string[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code).filter((code) => /^import /m.test(code));
}

test("the example of every package's README prints what it says", async () => {
  // Those of the command and of the plugins are commands: test/e2e/command-readmes.test.ts runs them.
  const names = readdirSync(join(root, "packages")).filter((name) => !["cli", "nx"].includes(name));
  const examples = names.map((name) => ({
    name,
    code: programs(readFileSync(join(root, "packages", name, "README.md"), "utf8"))[0] ?? "",
  }));
  for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code);
  const script = `for (const name of ${JSON.stringify(names)}) { console.log("== " + name); await import("${folder}/" + name + ".ts"); }`;
  const server = createServer((request, response) =>
    response.writeHead(request.url?.includes("/releases?") ? 200 : 404, { "content-type": "application/json" }).end("[]"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const github = {
    GITHUB_EVENT_NAME: "push",
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  using shop = makeShop();
  const { stdout } = await execa(process.execPath, ["--conditions=@sluice/source", "--input-type=module", "--eval", script], {
    cwd: shop.root,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, NO_COLOR: "1", ...github },
    extendEnv: false,
  });
  await new Promise((resolve) => server.close(resolve));
  const printed = new Map(stdout.split(/^== /m).map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]));
  for (const { name, code } of examples) {
    const promised = [...code.matchAll(/^ *\/\/ (.*)$/gm)].map(([, line = ""]) => line);
    expect(promised.length).toBeGreaterThan(0);
    for (const line of promised) expect(printed.get(name)).toContain(line);
  }
});

test("every program in the documentation has the types it needs", async () => {
  const sources = join(folder, "types");
  mkdirSync(sources);
  cpSync(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  for (const page of pages().filter((path) => /^(docs|packages)\//.test(relative(root, path)))) {
    // Further ones in a README are pieces of the first.
    const whole = programs(readFileSync(page, "utf8")).slice(0, page.includes("/packages/") ? 1 : undefined);
    for (const [index, code] of whole.entries()) {
      writeFileSync(join(sources, `${page.slice(root.length + 1).replaceAll(/[/.]/g, "_")}_${index}.ts`), code);
    }
  }
  const options = {
    noEmit: true,
    composite: false,
    incremental: false,
    isolatedDeclarations: false,
    skipLibCheck: true,
    noUnusedLocals: false,
    rootDir: "/",
  };
  const config = {
    extends: "../tsconfig.base.json",
    compilerOptions: { ...options, types: ["node"], customConditions: ["@sluice/source"] },
  };
  writeFileSync(join(sources, "tsconfig.json"), JSON.stringify({ ...config, include: ["*.ts"] }));
  const { stdout } = await execa(join(root, "node_modules/.bin/tsc"), ["--project", sources], { reject: false });
  expect(stdout.split("\n").filter((line) => line.includes("types/"))).toEqual([]);
  expect(readdirSync(sources).length).toBeGreaterThan(8);
});

/** Two packages on `main`, a changeset, and a change that is not committed. */
function makeShop(): TestRepository {
  const gateway = { name: "gateway", version: "1.0.0", private: true, dependencies: { auth: "^1.0.0" } };
  const shop = TestRepository.init({
    "package.json": JSON.stringify({ name: "shop", private: true, workspaces: ["services/*"] }),
    "sluice.config.json": JSON.stringify({ images: { platforms: ["linux/amd64"] } }),
    ".changeset/brave-cats-jump.md": '---\n"auth": minor\n---\n\nKnows its name.\n',
    "services/auth/package.json": JSON.stringify({ name: "auth", version: "1.0.0", private: true }),
    "services/auth/index.js": "1\n",
    "services/gateway/package.json": JSON.stringify(gateway, null, 2),
  });
  shop.git("update-ref", "refs/remotes/origin/main", "HEAD");
  shop.write({ "services/auth/index.js": "2\n" });
  return shop;
}
