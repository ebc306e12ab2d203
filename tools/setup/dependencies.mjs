import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { run, say } from "./run.mjs";
import { linkTool } from "./link-tool.mjs";

/**
 * Installs exactly what package-lock.json says, unless it is there already, and makes sure of the Node that npm scripts use.
 * A second attempt is made when the first one fails: a registry may hang or miss a package for a moment.
 *
 * @param {string} root
 */
export async function ensureDependencies(root) {
  if (matchesLockfile(root) && (await hasNode(root))) return;
  if (!matchesLockfile(root)) await install(root);
  if (!(await hasNode(root))) await installNode(root);
}

/** @param {string} root */
async function install(root) {
  const npm = await ensureNpm(root);
  say("installing npm packages (npm ci)");
  const options = ["--no-audit", "--no-fund", "--fetch-timeout=60000"];
  for (const attempt of [1, 2]) {
    const { ok, output } = await run(npm, ["ci", ...options], { cwd: root });
    if (ok) return;
    const isOutOfStep = output.includes("EUSAGE");
    say(
      isOutOfStep
        ? "the lockfile lacks packages (node tools/setup/complete-lockfile.mjs mends it); installing what it has"
        : "npm ci failed",
    );
    if (isOutOfStep && (await run(npm, ["install", "--no-save", ...options], { cwd: root })).ok) return;
    if (attempt === 2) throw new Error(`npm ci failed twice in ${root}:\n${reasonOf(output)}`);
    say("trying once more");
  }
}

/**
 * The machine's npm, or one of our own where that is too old: npm 9, which Debian 13 has, cannot read the lockfile, and
 * changesets asks for 10.9.
 *
 * @param {string} root
 */
async function ensureNpm(root) {
  const [major = 0, minor = 0] = (await run("npm", ["--version"])).output.trim().split(".").map(Number);
  if (major > 10 || (major === 10 && minor >= 9)) return "npm";
  const folder = join(root, ".sluice/tools/npm");
  const bin = join(folder, "node_modules/npm/bin");
  if (!existsSync(join(bin, "npm-cli.js"))) {
    say(`installing npm 10.9 for this checkout (the machine's is ${major}.${minor})`);
    mkdirSync(folder, { recursive: true });
    const { ok, output } = await run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "npm@^10.9.0"], { cwd: folder });
    if (!ok) throw new Error(`npm 10.9 could not be installed:\n${reasonOf(output)}`);
  }
  linkTool(root, "npm", join(bin, "npm-cli.js"));
  linkTool(root, "npx", join(bin, "npx-cli.js"));
  return join(bin, "npm-cli.js");
}

/** npm says first what went wrong and then how it is used. @param {string} output */
function reasonOf(output) {
  const lines = output.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  return (lines.length === 0 ? output.trim().split("\n") : lines).slice(0, 8).join("\n");
}

/**
 * Whether npm has put in place every package of the lockfile that this platform needs, in its version.
 *
 * @param {string} root
 */
function matchesLockfile(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules/.package-lock.json"));
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes("node_modules/")) continue;
    const found = installed[path];
    if (found === undefined && (entry.optional || entry.devOptional || entry.peer)) continue;
    if (found === undefined || found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return true;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

/** @param {string} root */
async function hasNode(root) {
  const { ok, output } = await run(join(root, "node_modules/.bin/node"), ["--version"]);
  return ok && output.trim() === `v${pinnedNode(root)}`;
}

/** @param {string} root */
function pinnedNode(root) {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.node;
}

/** The package `node` fetches the binary in an install script, which npm may have blocked. @param {string} root */
async function installNode(root) {
  say(`fetching Node ${pinnedNode(root)}`);
  const folder = join(root, "node_modules/node");
  for (const attempt of [1, 2]) {
    const { ok, output } = await run(process.execPath, ["installArchSpecificPackage"], { cwd: folder });
    if (!ok && attempt === 2) throw new Error(`Node ${pinnedNode(root)} could not be fetched from npm:\n${reasonOf(output)}`);
    if (ok) break;
  }
  const link = join(root, "node_modules/.bin/node");
  if (!existsSync(link)) symlinkSync("../node/bin/node", link);
  if (!(await hasNode(root))) throw new Error(`${link} is not Node ${pinnedNode(root)}: remove node_modules and run this again.`);
}
