import { readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { TestRepository } from "../../../test/test-repository.ts";

const root = join(import.meta.dirname, "../../../..");
let repository: TestRepository;

const service = (name: string) =>
  JSON.stringify({ name, version: "1.0.0", private: true, scripts: { lint: "node -e 0", test: "node -e 0", build: "node -e 0" } });

/** What the READMEs of the command and of the plugins show is put into a small repository, and run there as it stands. */
beforeAll(() => {
  repository = TestRepository.init({
    "package.json": JSON.stringify({ name: "shop", private: true, type: "module", workspaces: ["services/*"] }),
    ".gitignore": "node_modules\n.nx\n",
    "nx.json": JSON.stringify({
      analytics: false,
      neverConnectToCloud: true,
      ...(parse(block("nx", "jsonc").replace(/^\/\/.*$/m, "")) as object),
    }),
    "sluice.config.ts": block("cli", "ts"),
    "services/gateway/package.json": service("gateway"),
    "services/gateway/index.js": "1\n",
    "services/web/package.json": service("web"),
  });
  symlinkSync(join(root, "node_modules"), join(repository.root, "node_modules"));
  repository.write({ "services/gateway/index.js": "2\n" });
});
afterAll(() => repository.remove());

test("the commands in the README of the command line do what they say", async () => {
  const outputs = await runAll(block("cli", "sh").split("\n"));
  expect([...outputs.keys()]).toEqual([
    "npx sluice affected",
    "npx sluice run -t lint test build",
    "npx sluice images plan",
    "npx sluice release plan",
  ]);
  expect(outputs.get("npx sluice affected")).toContain("1 affected project");
  expect(outputs.get("npx sluice run -t lint test build")).toContain("gateway:build");
  const { stdout } = await run("npx sluice config print");
  expect(stdout).toMatch(/images\.registry +sluice\.config\.ts +"ghcr\.io\/acme\/shop"/);
});

test("the commands in the README of the plugins do what they say", async () => {
  const outputs = await runAll(block("nx", "console").split("\n"));
  expect([...outputs.keys()]).toEqual(["nx show projects", "nx affected -t lint test build"]);
  expect(outputs.get("nx show projects")?.split("\n").sort()).toEqual(["gateway", "web"]);
  expect(outputs.get("nx affected -t lint test build")).toContain("Successfully ran targets lint, test, build for project gateway");
});

/** What every line prints that calls `sluice` or `nx`; installing is tested with the packages. */
async function runAll(lines: readonly string[]): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  for (const line of lines) {
    const call = line.replace(/^\$ /, "").replace(/\s+#.*$/, "");
    if (!/^(npx sluice|nx) /.test(call)) continue;
    const { exitCode, stdout, stderr } = await run(call);
    expect({ call, exitCode, stderr: exitCode === 0 ? "" : `${stdout}\n${stderr}` }).toEqual({ call, exitCode: 0, stderr: "" });
    outputs.set(call, stdout);
  }
  return outputs;
}

function run(call: string) {
  const env = { HOME: repository.folder, CI: "true", NO_COLOR: "1", NX_DAEMON: "false", GIT_CEILING_DIRECTORIES: tmpdir() };
  const path = [join(repository.root, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"] ?? ""].join(":");
  return execa("sh", ["-c", call.replace(/^npx /, "")], {
    cwd: repository.root,
    env: { ...env, PATH: path },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

/** The first block of that language. */
function block(name: string, language: string): string {
  const text = readFileSync(join(root, "packages", name, "README.md"), "utf8");
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(text)?.[1] ?? "";
}
