import { existsSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { linkTool } from "./link-tool.mjs";
import { findPrograms, run, say, tail } from "./run.mjs";
import { installPackages, needsTrixie } from "./system.mjs";

/**
 * A program that the services' own lint, test and build need.
 *
 * @typedef {{ name: string, minimum: readonly [number, number], args: readonly string[], folders: readonly string[], advice: string, companions?: readonly string[],
 *   packages: (system: import("./system.mjs").System) => readonly string[] }} Toolchain
 */

const cargoBin = join(homedir(), ".cargo/bin");

/** @type {readonly Toolchain[]} */
const toolchains = [
  {
    name: "python3",
    minimum: [3, 11],
    args: ["--version"],
    folders: ["/usr/bin"],
    advice: "install Python 3.11 or newer with its venv module",
    packages: () => ["python3", "python3-venv"],
  },
  {
    name: "go",
    companions: ["gofmt"],
    minimum: [1, 24],
    args: ["version"],
    folders: ["/usr/local/go/bin", "/usr/lib/go-1.24/bin"],
    advice: "install Go 1.24 or newer: https://go.dev/dl",
    // The versioned package: the plain one cannot be taken from a newer release alone.
    packages: (system) => (needsTrixie(system) ? ["golang-1.24-src/trixie", "golang-1.24-go/trixie"] : ["golang-go"]),
  },
  rust("cargo", [1, 85]),
  rust("rustc", [1, 85]),
  rust("cargo-clippy", [0, 1]),
  rust("rustfmt", [1, 0]),
];

/** @param {string} name @param {readonly [number, number]} minimum @returns {Toolchain} */
function rust(name, minimum) {
  const advice = "install Rust 1.85 or newer with clippy and rustfmt: https://rustup.rs";
  return { name, minimum, args: ["--version"], folders: [cargoBin], advice, packages: rustPackages };
}

/** Debian 12 has a second set of the Rust packages, for its browsers, that is new enough. @param {import("./system.mjs").System} system */
function rustPackages(system) {
  return needsTrixie(system) ? ["cargo-web", "rustc-web", "rust-web-clippy", "rustfmt-web"] : ["cargo", "rustc", "rust-clippy", "rustfmt"];
}

/**
 * Makes sure of Python, uv, Go and Rust: what the machine has is used, else it is installed where that can be done.
 *
 * @param {string} root
 * @param {import("./system.mjs").System} system
 * @returns {Promise<string[]>} what is still missing, each with what to do
 */
export async function ensureToolchains(root, system) {
  let missing = await linkTools(root);
  if (missing.length > 0 && system.installs) {
    // One by one: what one lacks must not keep the others away.
    for (const packages of new Set(missing.map((tool) => tool.packages(system).join(" ")))) {
      const problem = await installPackages(packages.split(" "));
      if (problem !== null) say(problem);
    }
    missing = await linkTools(root);
  }
  const uv = await ensureUv(root, system);
  return [...new Set([...missing.map((tool) => `${tool.name}: ${tool.advice}`), ...(uv === null ? [] : [uv])])];
}

/** @param {string} root @returns {Promise<Toolchain[]>} the toolchains that are not there */
async function linkTools(root) {
  const found = await Promise.all(toolchains.map(async (tool) => ({ tool, file: await findTool(tool) })));
  for (const { tool, file } of found) {
    if (file === null) continue;
    for (const name of [tool.name, ...(tool.companions ?? [])]) linkTool(root, name, join(dirname(file), name));
  }
  return found.filter(({ file }) => file === null).map(({ tool }) => tool);
}

/** Python in a version that is new enough, or null. */
export function findPython() {
  return findTool(/** @type {Toolchain} */ (toolchains[0]));
}

/** @param {Toolchain} tool */
async function findTool({ name, minimum, args, folders }) {
  for (const file of findPrograms(name, folders)) {
    const { ok, output } = await run(file, args, { timeout: 20_000 });
    const version = /(\d+)\.(\d+)/.exec(output);
    if (ok && version !== null && atLeast([Number(version[1]), Number(version[2])], minimum)) return file;
  }
  return null;
}

/** @param {readonly [number, number]} version @param {readonly [number, number]} minimum */
function atLeast([major, minor], [wantedMajor, wantedMinor]) {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * uv from PATH, else from PyPI in a virtual environment of this checkout.
 *
 * @param {string} root
 * @param {import("./system.mjs").System} system
 */
async function ensureUv(root, system) {
  const environment = join(root, ".sluice/tools/uv");
  for (const file of [...findPrograms("uv", [cargoBin, join(homedir(), ".local/bin")]), join(environment, "bin/uv")]) {
    if (!(await run(file, ["--version"], { timeout: 20_000 })).ok) continue;
    linkTool(root, "uv", file);
    return null;
  }
  const advice = "uv: install it: https://docs.astral.sh/uv";
  const python = await findPython();
  if (python === null) return advice;
  say("installing uv from PyPI");
  const made = await makeEnvironment(python, environment, system);
  if (!made.ok) return `${advice}\n${tail(made.output)}`;
  for (const attempt of [1, 2]) {
    const { ok, output } = await run(join(environment, "bin/python"), ["-m", "pip", "install", "--quiet", "uv"]);
    if (ok) break;
    if (attempt === 2) return `${advice}\n${tail(output)}`;
  }
  linkTool(root, "uv", join(environment, "bin/uv"));
  return null;
}

/** Makes a virtual environment with pip. @param {string} python @param {string} folder @param {import("./system.mjs").System} system */
export async function makeEnvironment(python, folder, system) {
  rmSync(folder, { recursive: true, force: true });
  const made = await run(python, ["-m", "venv", folder]);
  if (made.ok && existsSync(join(folder, "bin/pip"))) return made;
  // Debian keeps the module that puts pip into an environment in a package of its own.
  if (!system.installs || (await installPackages(["python3-venv"])) !== null) return { ok: false, output: made.output };
  rmSync(folder, { recursive: true, force: true });
  return run(python, ["-m", "venv", folder]);
}
