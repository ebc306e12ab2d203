import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createOrigin,
  findRegistryProgram,
  startCrates,
  startPypi,
  startRegistry,
  whyNoPypi,
  type CrateRegistry,
  type PythonIndex,
} from "../../../../tools/stack/index.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { builtCommand, runSluice, sluiceEnvironment } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

/** A repository with a package for every index, and the indexes. */
interface World {
  shop: TestRepository;
  pypi: PythonIndex;
  crates: CrateRegistry;
  charts: string;
  env: Record<string, string>;
}

let world: World | undefined;
let missing: string | null = null;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  missing = await findMissing();
  if (missing === null) world = await startWorld();
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

async function findMissing(): Promise<string | null> {
  if ((await findRegistryProgram()) === null) return "docker-registry is not installed";
  const cargo = await execa("cargo", ["--version"], { reject: false });
  return cargo.exitCode === 0 ? whyNoPypi() : "cargo is not installed";
}

async function startWorld(): Promise<World> {
  const [origin, pypi, crates, registry] = await Promise.all([createOrigin(), startPypi(), startCrates(), startRegistry()]);
  const shop = TestRepository.init();
  stops.push(async () => shop.remove(), ...[origin, pypi, crates, registry].map((part) => () => part.stop()));
  shop.git("remote", "add", "origin", origin.url);
  const charts = `${registry.address}/acme/charts`;
  const env = {
    CI: "true",
    CARGO_HOME: join(shop.folder, "cargo"),
    RUSTUP_HOME: process.env["RUSTUP_HOME"] ?? join(homedir(), ".rustup"),
    UV_PUBLISH_TOKEN: pypi.token,
    CARGO_REGISTRIES_ACME_TOKEN: crates.token,
  };
  const made = { shop, pypi, crates, charts, env };
  commitAndPush(shop, files(made), "feat: the first version");
  return made;
}

function files({ pypi, crates, charts }: Pick<World, "pypi" | "crates" | "charts">): Record<string, string> {
  const release = {
    pythonIndex: { url: pypi.url, publishUrl: pypi.publishUrl },
    cargoRegistry: { name: "acme", index: crates.index },
    chartRegistry: charts,
  };
  const system = '[build-system]\nrequires = ["uv_build>=0.8,<1"]\nbuild-backend = "uv_build"\n';
  const summary = "It is new.";
  const names = ["acme-lib", "acme-tool", "acme-base", "acme-top", "shop", "auth"];
  return {
    ".gitignore": "target/\ndist/\n",
    ".changeset/config.json": "{}",
    ".changeset/all.md": `---\n${names.map((name) => `"${name}": minor`).join("\n")}\n---\n\n${summary}\n`,
    "sluice.config.json": JSON.stringify({ release }),
    "python/lib/pyproject.toml": `[project]\nname = "acme-lib"\nversion = "0.1.0"\n\n${system}`,
    "python/lib/src/acme_lib/__init__.py": "x = 1\n",
    "python/tool/pyproject.toml": `[project]\nname = "acme-tool"\nversion = "0.1.0"\ndependencies = ["acme-lib>=0.1.0"]\n\n[tool.uv.sources]\nacme-lib = { path = "../lib" }\n\n${system}`,
    "python/tool/src/acme_tool/__init__.py": "from acme_lib import x as x\n",
    "rust/Cargo.toml":
      '[workspace]\nmembers = ["base", "top"]\nresolver = "3"\n\n[workspace.package]\nversion = "0.1.0" # of both\nedition = "2024"\n',
    "rust/base/Cargo.toml": '[package]\nname = "acme-base"\nversion.workspace = true\nedition.workspace = true\n',
    "rust/base/src/lib.rs": "pub fn x() -> u8 { 1 }\n",
    "rust/top/Cargo.toml":
      '[package]\nname = "acme-top"\nversion.workspace = true\nedition.workspace = true\n\n[dependencies]\nacme-base = { version = "0.1.0", registry = "acme", path = "../base" }\n',
    "rust/top/src/lib.rs": "pub fn y() -> u8 { acme_base::x() + 1 }\n",
    "rust/Cargo.lock":
      'version = 4\n\n[[package]]\nname = "acme-base"\nversion = "0.1.0"\n\n[[package]]\nname = "acme-top"\nversion = "0.1.0"\ndependencies = [\n "acme-base",\n]\n',
    "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
    "charts/shop/values.yaml": "{}\n",
    "go/auth/go.mod": "module example.com/shop/go/auth\n\ngo 1.24\n",
    "go/auth/auth.go": "package auth\n",
  };
}

function commitAndPush(shop: TestRepository, contents: Record<string, string>, message: string): void {
  shop.commit(contents, message);
  shop.git("push", "--quiet", "origin", "HEAD:main");
}

function run({ shop, env }: World, args: string[], more: Record<string, string> = {}) {
  return runSluice(args, { cwd: shop.root, env: { ...env, ...more } });
}

/** Kills the command as soon as an upload is begun, in the middle of it. */
async function publishAndKill({ shop, env }: World, kind: string): Promise<void> {
  const child = spawn(process.execPath, [builtCommand, "release", "publish", "--json"], {
    cwd: shop.root,
    env: { ...sluiceEnvironment(), ...env },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (line.includes('"kind":"started"') && line.includes(`"kind":"${kind}"`) && child.pid !== undefined)
      process.kill(-child.pid, "SIGKILL");
  });
  await once(child, "exit");
}

const references = (charts: string) => [
  ["pypi", "acme-lib@0.2.0"],
  ["pypi", "acme-tool@0.2.0"],
  ["cargo", "acme-base@0.2.0"],
  ["cargo", "acme-top@0.2.0"],
  ["helm", `${charts}/shop:0.2.0`],
  ["git-tag", "go/auth/v0.1.0"],
];

describe("a release of a package for every index", () => {
  test("is planned, versioned, and published although it is killed twice; then there is nothing to do, and all of it is right", async (context) => {
    requirePart(context, missing);
    if (world === undefined) return;
    const { shop, charts } = world;
    const plan = await run(world, ["release", "plan", "--json"]);
    expect(plan.stderr).toBe("");
    const { artifacts } = JSON.parse(plan.stdout) as { artifacts: { kind: string; reference: string }[] };
    for (const [kind, reference] of references(charts)) expect(artifacts).toContainEqual(expect.objectContaining({ kind, reference }));

    expect((await run(world, ["release", "version"])).exitCode).toBe(0);
    expect(shop.read("rust/Cargo.toml")).toContain('version = "0.2.0" # of both');
    expect(shop.read("rust/top/Cargo.toml")).toContain('acme-base = { version = "0.2.0", registry');
    expect(shop.read("python/tool/pyproject.toml")).toContain('"acme-lib>=0.2.0"');
    commitAndPush(shop, {}, "chore: release");

    const dry = await run(world, ["release", "publish", "--dry-run"]);
    expect(dry.stdout).toMatch(/publish +pypi +acme-lib@0\.2\.0 +not in the index/);
    const noLogin = await run({ ...world, env: { ...world.env, UV_PUBLISH_TOKEN: "", CARGO_REGISTRIES_ACME_TOKEN: "" } }, [
      "release",
      "publish",
    ]);
    expect(noLogin.exitCode).toBe(2);
    expect(noLogin.stderr).toContain("SLUICE_PYTHON_LOGIN");
    expect(noLogin.stderr).toContain("SLUICE_CARGO_LOGIN");

    await publishAndKill(world, "pypi");
    await publishAndKill(world, "cargo");
    const published = await run(world, ["release", "publish", "--json"]);

    expect(published).toMatchObject({ exitCode: 0 });
    expect(published.stdout + published.stderr).not.toContain(world.pypi.token);
    expect(published.stdout + published.stderr).not.toContain(world.crates.token);
    expect(shop.git("ls-remote", "--tags", "origin")).toMatch(/refs\/tags\/go\/auth\/v0\.1\.0\n/);

    const again = await run(world, ["release", "publish"]);
    expect(again.stdout).toBe("Nothing to do: everything is published.");
    const verified = await run(world, ["release", "verify", "--json"]);
    expect(JSON.parse(verified.stdout)).toMatchObject({ findings: [] });
    const found = (JSON.parse(verified.stdout) as { verified: { kind: string; reference: string }[] }).verified;
    for (const [kind, reference] of references(charts)) expect(found).toContainEqual(expect.objectContaining({ kind, reference }));
  });

  test("a snapshot and a prerelease under any word have versions that each index takes", async (context) => {
    requirePart(context, missing);
    if (world === undefined) return;
    const { shop } = world;
    const changeset = '---\n"acme-lib": minor\n"acme-base": minor\n"shop": minor\n---\n\nTried out.\n';
    commitAndPush(shop, { ".changeset/try.md": changeset }, "feat: try it out");
    const sha = shop.git("rev-parse", "HEAD").slice(0, 7);
    const development = `0.0.0.dev${Number.parseInt(sha, 16)}`;

    expect(await run(world, ["release", "version", "--snapshot", "pr-7"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(shop.read("python/lib/pyproject.toml")).toContain(`version = "${development}"`);
    expect(shop.read("python/tool/pyproject.toml")).toContain(`"acme-lib==${development}"`);
    expect(shop.read("rust/top/Cargo.toml")).toContain(`acme-base = { version = "=0.0.0-pr-7-${sha}", registry`);
    const snapshot = await run(world, ["release", "publish", "--snapshot", "pr-7"]);
    expect({ exitCode: snapshot.exitCode, said: snapshot.exitCode === 0 ? "" : snapshot.stderr }).toEqual({ exitCode: 0, said: "" });
    for (const reference of [`acme-lib@${development}`, `acme-tool@${development}`, `acme-top@0.0.0-pr-7-${sha}`, `shop:0.0.0-pr-7-${sha}`])
      expect(snapshot.stdout).toContain(reference);
    expect(await run(world, ["release", "verify", "--snapshot", "pr-7"])).toMatchObject({ exitCode: 0 });
    shop.git("checkout", "--quiet", "--", ".");
    shop.git("clean", "--quiet", "--force", "-d");

    const state = { mode: "pre", tag: "next", initialVersions: {}, changesets: [] };
    commitAndPush(shop, { ".changeset/pre.json": JSON.stringify(state) }, "chore: prereleases");
    expect((await run(world, ["release", "version"])).exitCode).toBe(0);
    expect(shop.read("python/lib/pyproject.toml")).toContain('version = "0.3.0.dev0"');
    expect(shop.read("rust/Cargo.toml")).toContain('version = "0.3.0-next.0" # of both');
    commitAndPush(shop, {}, "chore: prerelease");
    const next = await run(world, ["release", "publish"]);
    expect({ exitCode: next.exitCode, said: next.exitCode === 0 ? "" : next.stderr }).toEqual({ exitCode: 0, said: "" });
    expect(shop.git("ls-remote", "--tags", "origin")).toMatch(/refs\/tags\/acme-lib@0\.3\.0-dev\.0\n/);
    expect(await run(world, ["release", "verify"])).toMatchObject({ exitCode: 0 });
    expect((await run(world, ["release", "publish"])).stdout).toBe("Nothing to do: everything is published.");
  });

  test("is taken back where an index allows it, and else it says how", async (context) => {
    requirePart(context, missing);
    if (world === undefined) return;
    world.shop.git("tag", "acme-top@0.1.0", "HEAD~1");
    world.shop.git("tag", "acme-lib@0.1.0", "HEAD~1");
    const cargo = await run(world, ["release", "rollback", "acme-top@0.2.0", "--reason", "It loses clicks.", "--json"]);
    expect(cargo.exitCode).toBe(0);
    expect(JSON.parse(cargo.stdout)).toMatchObject({ steps: [{ kind: "cargo", action: "yank", reference: "acme-top@0.2.0" }] });
    const verified = await run(world, ["release", "verify", "--tag", "acme-top@0.2.0"]);
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain("SLUICE_PACKAGE_YANKED");
    const python = await run(world, ["release", "rollback", "acme-lib@0.2.0"]);
    expect(python.exitCode).toBe(0);
    expect(python.stdout + python.stderr).toMatch(/SLUICE_ROLLBACK_BY_HAND.*its upload API cannot yank/);
  });
});
