import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCargoPort, createPythonPort, type PackageIndexPort, type PackageToPublish } from "@sluice/release";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { startCrates, startFaultProxy, startPypi, whyNoPypi, type CrateRegistry, type PythonIndex } from "../../../../tools/stack/index.ts";
import { TempRepository } from "./temp-repository.ts";

const { PATH, HOME = homedir(), CARGO_HOME } = process.env;
const env = { PATH, HOME, ...(CARGO_HOME === undefined ? {} : { CARGO_HOME }) };
const commitTime = new Date("2026-01-02T03:04:05Z");

const repositories: TempRepository[] = [];
afterAll(async () => {
  for (const repository of repositories) repository.remove();
});

async function makeRepository(files: Record<string, string>): Promise<TempRepository> {
  const repository = TempRepository.init(files);
  repositories.push(repository);
  return repository;
}

function pythonFiles(version: string, text = "x = 1\n"): Record<string, string> {
  const system = '[build-system]\nrequires = ["uv_build>=0.8,<1"]\nbuild-backend = "uv_build"\n';
  return {
    ".gitignore": "dist/\n",
    "lib/pyproject.toml": `[project]\nname = "Acme.Lib"\nversion = "${version}"\n\n${system}`,
    "lib/src/acme_lib/__init__.py": text,
  };
}

function crateFiles(version: string, text = "pub fn x() -> u8 { 1 }\n"): Record<string, string> {
  const dependency = `acme-base = { version = "${version}", registry = "acme", path = "../base" }`;
  return {
    ".gitignore": "target/\n",
    "Cargo.toml": `[workspace]\nmembers = ["base", "top"]\nresolver = "3"\n[workspace.package]\nversion = "${version}"\nedition = "2024"\n`,
    "base/Cargo.toml": '[package]\nname = "acme-base"\nversion.workspace = true\nedition.workspace = true\n',
    "base/src/lib.rs": text,
    "top/Cargo.toml": `[package]\nname = "acme-top"\nversion.workspace = true\nedition.workspace = true\n\n[dependencies]\n${dependency}\n`,
    "top/src/lib.rs": "pub fn y() -> u8 { acme_base::x() + 1 }\n",
  };
}

function crate(name: string, version: string): PackageToPublish {
  return { kind: "cargo", name, version, root: name.replace("acme-", ""), reference: `${name}@${version}`, needs: [] };
}

describe("a Python index", () => {
  let index: PythonIndex | undefined;
  let missing: string | null = null;
  const python: PackageToPublish = {
    kind: "pypi",
    name: "acme-lib",
    version: "1.0.0",
    root: "lib",
    reference: "acme-lib@1.0.0",
    needs: [],
  };

  beforeAll(async () => {
    missing = await whyNoPypi();
    if (missing === null) index = await startPypi();
  });
  afterAll(() => index?.stop());

  function open(repository: TempRepository, token: string | undefined, url = index): PackageIndexPort {
    if (url === undefined) throw new Error("no index");
    return createPythonPort({ root: repository.root, index: url, commitTime, env: { ...env, UV_PUBLISH_TOKEN: token } });
  }

  test("a package is uploaded once, and can be installed; the same commit gives the same files", async (context) => {
    requirePart(context, missing);
    const repository = await makeRepository(pythonFiles("1.0.0"));
    const port = open(repository, index?.token);
    expect(await port.look(python)).toBeNull();
    expect(await port.check([python])).toEqual([]);
    await port.publish(python);
    const found = await port.look(python);
    expect(found).toMatchObject({
      files: [{ name: "acme_lib-1.0.0-py3-none-any.whl" }, { name: "acme_lib-1.0.0.tar.gz" }],
      missing: [],
      yanked: false,
    });
    if (found === null) throw new Error("not there");
    const again = open(repository, index?.token);
    expect(await again.difference(python, found)).toBeNull();
    expect(await again.corruptFiles(python, found)).toEqual([]);
    const run = await execa(
      "uv",
      [
        "run",
        "--no-project",
        "--default-index",
        index?.url ?? "",
        "--with",
        "acme-lib==1.0.0",
        "python",
        "-c",
        "import acme_lib; print(acme_lib.x)",
      ],
      {
        cwd: tmpdir(),
        env: { ...env, UV_CACHE_DIR: join(repository.root, ".git/uv") },
      },
    );
    expect(run.stdout).toBe("1");
  });

  test("an upload that stopped after one file goes on with the other", async (context) => {
    requirePart(context, missing);
    const repository = await makeRepository(pythonFiles("1.1.0"));
    const target = { ...python, version: "1.1.0", reference: "acme-lib@1.1.0" };
    const port = open(repository, index?.token);
    await port.publish(target);
    await rm(join(index?.packages ?? "", "acme_lib-1.1.0-py3-none-any.whl"));
    expect(await port.look(target)).toMatchObject({ missing: ["a wheel"] });
    await port.publish(target);
    expect(await port.look(target)).toMatchObject({ missing: [] });
  });

  test("what was uploaded by hand with other contents is named; other bytes alone are not", async (context) => {
    requirePart(context, missing);
    const target = { ...python, version: "1.2.0", reference: "acme-lib@1.2.0" };
    const byHand = await makeRepository(pythonFiles("1.2.0", "x = 'by hand'\n"));
    await open(byHand, index?.token).publish(target);
    const port = open(await makeRepository(pythonFiles("1.2.0")), index?.token);
    const found = await port.look(target);
    if (found === null) throw new Error("not there");
    expect(await port.difference(target, found)).toMatch(
      /acme_lib-1\.2\.0-py3-none-any\.whl there has sha256 .* they differ in acme_lib\/__init__\.py/,
    );
    // Other bytes with the same contents are no difference: not every build back end gives the same bytes twice.
    const rebuilt = createPythonPort({
      root: byHand.root,
      index: index ?? { url: "", publishUrl: "" },
      commitTime: new Date("2020-01-01"),
      env,
    });
    expect(await rebuilt.difference(target, found)).toBeNull();
  });

  test("uploads that fail are asked about: what the index took counts, and what it refused is named without the token", async (context) => {
    requirePart(context, missing);
    if (index === undefined) throw new Error("no index");
    const repository = await makeRepository(pythonFiles("1.5.0"));
    const target = { ...python, version: "1.5.0", reference: "acme-lib@1.5.0" };
    const proxy = await startFaultProxy(new URL(index.url).host);
    try {
      const behind = { ...index, url: `http://${proxy.address}/simple/`, publishUrl: `http://${proxy.address}/` };
      for (const status of [401, 403, 404, 409, 422]) {
        proxy.setFaults([{ methods: ["POST"], path: /^\/$/, answer: { status } }]);
        const error = await open(repository, index.token, behind)
          .publish(target)
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: "SLUICE_UV_FAILED", message: expect.stringContaining(`${status}`) });
        expect(String(error)).not.toContain(index.token);
        expect(await open(repository, index.token).look(target)).toBeNull();
      }
      // The first file is taken, and the answer says that it was not.
      proxy.setFaults([{ methods: ["POST"], path: /^\/$/, times: 1, accepted: true, answer: { status: 400 } }]);
      await expect(open(repository, index.token, behind).publish(target)).rejects.toMatchObject({ code: "SLUICE_UV_FAILED" });
      expect((await open(repository, index.token).look(target))?.missing).toHaveLength(1);
      proxy.setFaults([{ methods: ["POST"], path: /^\/$/, times: 1, answer: { status: 503 } }]);
      await open(repository, index.token, behind).publish(target);
      expect(await open(repository, index.token).look(target)).toMatchObject({ missing: [] });
    } finally {
      await proxy.stop();
    }
  });

  test("no login, a wrong token and another version are said before or without telling the token", async (context) => {
    requirePart(context, missing);
    const repository = await makeRepository(pythonFiles("1.3.0"));
    const target = { ...python, version: "1.3.0", reference: "acme-lib@1.3.0" };
    expect(await open(repository, undefined).check([target])).toMatchObject([{ code: "SLUICE_PYTHON_LOGIN" }]);
    expect(await open(repository, index?.token).check([{ ...target, version: "1.4.0" }])).toMatchObject([
      { code: "SLUICE_BUILT_OTHER", message: expect.stringContaining("acme_lib-1.3.0.tar.gz") },
    ]);
    const refused = await open(repository, "wrong-secret-token")
      .publish(target)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "SLUICE_UV_FAILED", message: expect.stringMatching(/403 Forbidden\.?$/) });
    expect(String(refused)).not.toContain("wrong-secret-token");
    const nowhere = { url: "http://127.0.0.1:9/simple/", publishUrl: "http://127.0.0.1:9/" };
    await expect(createPythonPort({ root: repository.root, index: nowhere, commitTime, env }).look(target)).rejects.toMatchObject({
      code: "SLUICE_INDEX_UNREACHABLE",
    });
  });
});

describe("an index that fails", () => {
  const target: PackageToPublish = {
    kind: "cargo",
    name: "acme-base",
    version: "1.0.0",
    root: "base",
    reference: "acme-base@1.0.0",
    needs: [],
  };

  test("is asked again when it is busy or breaks off, and given up with its address when it stays so", async () => {
    const registry = await startCrates();
    const proxy = await startFaultProxy(new URL(registry.index.replace("sparse+", "")).host);
    try {
      const open = (token?: string) =>
        createCargoPort({
          root: tmpdir(),
          registry: { name: "acme", index: `sparse+http://${proxy.address}/index/` },
          env: { ...env, CARGO_REGISTRIES_ACME_TOKEN: token },
        });
      const path = /acme-base/;
      for (const answer of [{ status: 429, headers: { "retry-after": "0" } }, { status: 503 }, "reset"] as const) {
        proxy.setFaults([{ path, times: 2, answer }]);
        expect(await open().look(target)).toBeNull();
      }
      proxy.setFaults([{ path, answer: { status: 500 } }]);
      await expect(open().look(target)).rejects.toMatchObject({
        code: "SLUICE_INDEX_UNREACHABLE",
        message: expect.stringContaining(`${proxy.address}/index/ac/me/acme-base`),
      });
      proxy.setFaults([{ path, answer: { status: 401 } }]);
      const refused = await open("secret-token")
        .look(target)
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "SLUICE_INDEX_UNAUTHORIZED" });
      expect(String(refused)).not.toContain("secret-token");
      proxy.setFaults([{ path, answer: { status: 404 } }]);
      expect(await open().look(target)).toBeNull();
    } finally {
      await proxy.stop();
      await registry.stop();
    }
  });
});

describe("a crate registry", () => {
  let registry: CrateRegistry;
  let cargoHome: string;
  const noCargo = execa("cargo", ["--version"], { env }).then(
    () => null,
    () => "cargo is not installed",
  );

  beforeAll(async () => {
    registry = await startCrates();
    cargoHome = await realpath(await mkdtemp(join(tmpdir(), "sluice-cargo-home-")));
  });
  afterAll(async () => {
    await registry.stop();
    await rm(cargoHome, { recursive: true, force: true });
  });

  function open(repository: TempRepository, token: string | undefined, index = registry.index): PackageIndexPort {
    const variables = { ...env, CARGO_HOME: cargoHome, RUSTUP_HOME: join(HOME, ".rustup"), CARGO_REGISTRIES_ACME_TOKEN: token };
    return createCargoPort({ root: repository.root, registry: { name: "acme", index }, env: variables });
  }

  test("crates are published, taken by cargo from there, seen unchanged, and yanked", async (context) => {
    requirePart(context, await noCargo);
    const repository = await makeRepository(crateFiles("1.0.0"));
    const port = open(repository, registry.token);
    const [base, top] = [crate("acme-base", "1.0.0"), crate("acme-top", "1.0.0")];
    expect(await port.look(base)).toBeNull();
    expect(await port.check([base, top])).toEqual([]);
    await port.publish(base);
    await port.publish(top);
    const found = await port.look(top);
    expect(found).toMatchObject({ files: [{ name: "acme-top-1.0.0.crate" }], missing: [], yanked: false });
    if (found === null) throw new Error("not there");
    expect(await port.difference(top, found)).toBeNull();
    expect(await port.corruptFiles(top, found)).toEqual([]);
    repository.commit({ "README.md": "A later commit.\n" });
    expect(await port.difference(top, found)).toBeNull();
    repository.commit({ "top/src/lib.rs": "pub fn y() -> u8 { 9 }\n" });
    expect(await port.difference(top, found)).toContain("they differ in acme-top-1.0.0/src/lib.rs");

    const folder = join(repository.root, "target/dependent");
    await execa("cargo", ["new", "--quiet", "--vcs", "none", folder], { env: { ...env, CARGO_HOME: cargoHome } });
    await writeFile(join(folder, "src/main.rs"), 'fn main() { print!("{}", acme_top::y()); }\n');
    await writeFile(
      join(folder, "Cargo.toml"),
      '[package]\nname = "dependent"\nversion = "0.1.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\nacme-top = { version = "1", registry = "acme" }\n',
    );
    const cargo = { ...env, CARGO_HOME: cargoHome, CARGO_REGISTRIES_ACME_INDEX: registry.index };
    expect((await execa("cargo", ["run", "--quiet"], { cwd: folder, env: cargo })).stdout).toBe("2");

    await port.yank?.(top);
    expect(await port.look(top)).toMatchObject({ yanked: true });
  });

  test("an upload that fails is asked about: what was refused is named without the token, and what was taken counts", async (context) => {
    requirePart(context, await noCargo);
    const repository = await makeRepository(crateFiles("1.5.0"));
    const proxy = await startFaultProxy(new URL(registry.index.replace("sparse+", "")).host, { ownAddress: true });
    try {
      const base = crate("acme-base", "1.5.0");
      const port = open(repository, registry.token, registry.index.replace(/127\.0\.0\.1:\d+/, proxy.address));
      for (const status of [401, 403, 404, 409, 422]) {
        proxy.setFaults([{ methods: ["PUT"], path: /crates\/new/, answer: { status } }]);
        const error = await port.publish(base).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: "SLUICE_CARGO_FAILED", message: expect.stringContaining(`${status}`) });
        expect(String(error)).not.toContain(registry.token);
        expect(await port.look(base)).toBeNull();
      }
      proxy.setFaults([{ methods: ["PUT"], path: /crates\/new/, times: 1, accepted: true, answer: { status: 500 } }]);
      await port.publish(base);
      expect(await port.look(base)).toMatchObject({ missing: [] });
      const uploads = proxy.requests.filter(({ line, status }) => line.startsWith("PUT") && status === 200);
      expect(uploads).toHaveLength(1);
    } finally {
      await proxy.stop();
    }
  });

  test("a second upload is refused by the registry; wrong and missing tokens are said without the token", async (context) => {
    requirePart(context, await noCargo);
    const repository = await makeRepository(crateFiles("1.0.0", "pub fn other() {}\n"));
    const base = crate("acme-base", "1.0.0");
    await expect(open(repository, registry.token).publish(base)).rejects.toMatchObject({
      code: "SLUICE_CARGO_FAILED",
      message: expect.stringContaining("already"),
    });
    const next = await makeRepository(crateFiles("1.1.0"));
    const target = crate("acme-base", "1.1.0");
    expect(await open(next, undefined).check([target])).toMatchObject([{ code: "SLUICE_CARGO_LOGIN" }]);
    await expect(open(next, "wrong-secret-token").publish(target)).rejects.toMatchObject({
      code: "SLUICE_CARGO_FAILED",
      message: expect.not.stringContaining("wrong-secret-token"),
    });
    expect(await readdir(next.root)).not.toContain("dist");
  });

  test("a crate that cargo would refuse half way is refused before anything is uploaded", async (context) => {
    requirePart(context, await noCargo);
    const files = crateFiles("2.0.0");
    const toml = files["top/Cargo.toml"] ?? "";
    const pathAlone = await makeRepository({ ...files, "top/Cargo.toml": toml.replace(/\{.*\}/, '{ path = "../base" }') });
    expect(await open(pathAlone, registry.token).check([crate("acme-top", "2.0.0")])).toMatchObject([
      { code: "SLUICE_CRATE_DEPENDENCY", message: expect.stringContaining("by its path alone") },
    ]);
    const elsewhere = await makeRepository({ ...files, "top/Cargo.toml": toml.replace(' registry = "acme",', "") });
    expect(await open(elsewhere, registry.token).check([crate("acme-top", "2.0.0")])).toMatchObject([
      { code: "SLUICE_CRATE_DEPENDENCY", hint: expect.stringContaining('registry = "acme"') },
    ]);
  });
});
