import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createNpmPort, type NpmPort } from "@sluice/release";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startStack, type Stack } from "../../../../tools/stack/index.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { TempRepository } from "./temp-repository.ts";

/** The package managers as programs of their own. */
const managers = { pnpm: "pnpm@10.15.0", yarn: "@yarnpkg/cli-dist@4.9.4" };

let stack: Stack<"npm">;
let tools = "";
let repository: TempRepository | undefined;
let missing: string | null = null;
const path = process.env["PATH"] ?? "";

beforeAll(async () => {
  tools = await realpath(await mkdtemp(join(tmpdir(), "sluice-managers-")));
  const install = ["install", "--prefix", tools, "--no-audit", "--no-fund", "--prefer-offline", ...Object.values(managers)];
  const installed = await execa("npm", install, { reject: false });
  missing = installed.exitCode === 0 ? null : `pnpm and yarn cannot be installed: ${installed.stderr.split("\n")[0] ?? ""}`;
  stack = await startStack({ parts: ["npm"] });
});
afterAll(async () => {
  await stack.stop();
  await rm(tools, { recursive: true, force: true });
});
beforeEach((context) => requirePart(context, missing));
afterEach(async () => {
  repository?.remove();
  repository = undefined;
});

const ownFiles = {
  LICENSE: "ours\n",
  "packages/core/package.json": '{ "name": "NAME-core", "version": "1.2.3", "main": "index.js", "files": ["index.js"] }\n',
  "packages/core/index.js": "module.exports = 1;\n",
  "packages/ui/src/index.ts": "export {};\n",
  "packages/ui/dist/index.js": "module.exports = 2;\n",
};

/** One package with every form of `workspace:` that both know, and `publishConfig` in place of `main`. */
function ui(more: object): string {
  const core = "NAME-core";
  return JSON.stringify({
    name: "NAME-ui",
    version: "2.0.0",
    main: "src/index.ts",
    files: ["dist"],
    publishConfig: { main: "dist/index.js" },
    dependencies: { [core]: "workspace:*", ...more },
    peerDependencies: { [core]: "workspace:^" },
    devDependencies: { [core]: "workspace:~" },
  });
}

describe("a workspace that is not npm's is published with the ranges that its package manager writes", () => {
  test("pnpm: workspace, catalog, publishConfig, and the commit", async () => {
    const { port, commit } = await prepare("pnpm-shop", {
      ...ownFiles,
      "package.json": '{ "name": "root", "private": true }\n',
      "pnpm-workspace.yaml": "packages: [packages/*]\nlinkWorkspacePackages: true\ncatalog:\n  NAME-core: ^1.0.0\n",
      "packages/ui/package.json": ui({ aliased: "workspace:NAME-core@^1.0.0" }),
      "packages/app/package.json": '{ "name": "NAME-app", "version": "1.0.0", "dependencies": { "NAME-core": "catalog:" } }\n',
    });
    await run("pnpm", "install", "--offline");
    await publishAll(port, "pnpm-shop", ["core", "ui", "app"]);
    expect(await published("pnpm-shop-ui")).toMatchObject({
      main: "dist/index.js",
      gitHead: commit,
      dependencies: { "pnpm-shop-core": "1.2.3", aliased: "npm:pnpm-shop-core@^1.0.0" },
      peerDependencies: { "pnpm-shop-core": "^1.2.3" },
    });
    expect(await published("pnpm-shop-app")).toMatchObject({ dependencies: { "pnpm-shop-core": "^1.0.0" } });
    expect(await port.tryOut(target("pnpm-shop", "ui"))).toBeNull();
  });

  test("yarn: workspace, publishConfig", async () => {
    const { port } = await prepare("yarn-shop", {
      ...ownFiles,
      "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
      ".yarnrc.yml": "enableTelemetry: false\nenableGlobalCache: false\nnodeLinker: node-modules\n",
      ".gitignore": ".yarn\nnode_modules\n",
      "packages/ui/package.json": ui({}),
      "yarn.lock": "",
    });
    await run("yarn", "install");
    await publishAll(port, "yarn-shop", ["core", "ui"]);
    expect(await published("yarn-shop-ui")).toMatchObject({
      main: "dist/index.js",
      dependencies: { "yarn-shop-core": "1.2.3" },
      peerDependencies: { "yarn-shop-core": "^1.2.3" },
    });
  });

  test("npm would send them as they are, so nothing is published", async () => {
    const { port } = await prepare("npm-shop", {
      ...ownFiles,
      "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
      "packages/ui/package.json": ui({}),
      "packages/ui/src/index.ts": "export {};\n",
    });
    expect(await port.check([target("npm-shop", "ui")])).toMatchObject([
      {
        code: "SLUICE_UNPUBLISHABLE_RANGE",
        message: expect.stringContaining(
          'npm-shop-ui needs npm-shop-core "workspace:*", npm-shop-core "workspace:^" in packages/ui/package.json',
        ),
      },
    ]);
  });

  test("a package manager that is not there, and one that cannot pack, are told before anything is published", async () => {
    const { port } = await prepare("bare-shop", {
      ...ownFiles,
      "package.json": '{ "name": "root", "private": true }\n',
      "pnpm-workspace.yaml": "packages: [packages/*]\n",
      "packages/ui/package.json": ui({}),
    });
    // What pnpm has not installed, it has no version of.
    expect(await port.check([target("bare-shop", "ui")])).toMatchObject([
      {
        code: "SLUICE_PNPM_FAILED",
        message: expect.stringMatching(/bare-shop-ui cannot be packed[^]*bare-shop-core/),
        hint: expect.any(String),
      },
    ]);
    const without = openPort(path);
    expect(await without.check([target("bare-shop", "ui")])).toMatchObject([
      { code: "SLUICE_PNPM_MISSING", hint: expect.stringContaining("pnpm.io") },
    ]);
  });
});

/** Makes the repository, and the port to publish it; NAME in the files becomes `name`. */
async function prepare(name: string, files: Readonly<Record<string, string>>): Promise<{ port: NpmPort; commit: string }> {
  const named = Object.entries(files).map(([file, text]) => [file, text.replaceAll("NAME", name)]);
  repository = TempRepository.init(Object.fromEntries(named));
  const commit = repository.git("rev-parse", "HEAD");
  return { port: openPort(join(tools, "node_modules/.bin") + delimiter + path, commit), commit };
}

function openPort(programs: string, commit?: string): NpmPort {
  const env = { ...stack.env, PATH: programs, HOME: tools, npm_config_userconfig: stack.env["npm_config_userconfig"] };
  return createNpmPort({ root: repository?.root ?? "", registry: stack.addresses.npm, env, ...(commit === undefined ? {} : { commit }) });
}

function target(name: string, folder: string) {
  const versions: Record<string, string> = { core: "1.2.3", ui: "2.0.0", app: "1.0.0" };
  return {
    name: `${name}-${folder}`,
    version: versions[folder] ?? "",
    root: `packages/${folder}`,
    distTag: "latest",
    access: "public",
    registry: null,
  } as const;
}

async function publishAll(port: NpmPort, name: string, folders: readonly string[]): Promise<void> {
  const targets = folders.map((folder) => target(name, folder));
  expect(await port.check(targets)).toEqual([]);
  await port.publish(targets);
  for (const wanted of targets) expect(await port.matchesIntegrity(wanted)).toBe(true);
}

async function run(program: "pnpm" | "yarn", ...args: string[]): Promise<void> {
  const env = { PATH: join(tools, "node_modules/.bin") + delimiter + path, HOME: tools, YARN_ENABLE_IMMUTABLE_INSTALLS: "false" };
  await execa(program, args, { cwd: repository?.root ?? "", env, extendEnv: false });
}

/** The package.json of the newest version, as the registry shows it. */
async function published(name: string): Promise<unknown> {
  const packument = Object(await (await fetch(`${stack.addresses.npm}${name}`)).json());
  return packument.versions[packument["dist-tags"].latest];
}
