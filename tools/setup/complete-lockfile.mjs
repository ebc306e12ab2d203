// Puts into package-lock.json the packages for other platforms that npm has left out: `node tools/setup/complete-lockfile.mjs`.
//
// npm writes no entry for an optional dependency that the registry in use does not have, as mirrors often lack what
// nobody there runs; `npm ci` then calls the lockfile out of step, on every machine. The versions are the exact ones that
// the depending package asks for. An entry made here has no integrity hash until an `npm install` with a full registry.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const file = join(dirname(fileURLToPath(import.meta.url)), "../../package-lock.json");

/** @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Entry */

/** @param {Record<string, Entry>} packages @returns {Record<string, Entry>} what is missing, by its place in node_modules */
function findMissing(packages) {
  /** @type {Record<string, Entry>} */
  const missing = {};
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d+\.\d+\.\d+/.test(version)) continue;
      const place = findPlace({ ...packages, ...missing }, { path, name, version });
      if (place !== null) missing[place] = { version, optional: true, ...platformOf(name) };
    }
  }
  return missing;
}

/**
 * Where Node, coming from `path`, would need the package: as far up as nothing is in the way. Null when it is there.
 *
 * @param {Record<string, Entry>} packages @param {{ path: string, name: string, version: string }} wanted
 */
function findPlace(packages, { path, name, version }) {
  let place = null;
  for (const folder of foldersAbove(path)) {
    const found = packages[`${folder}node_modules/${name}`];
    if (found?.version === version) return null;
    if (found !== undefined) return place;
    place = `${folder}node_modules/${name}`;
  }
  return place;
}

/** @param {string} path "a/node_modules/b" gives "a/node_modules/b/", "a/" and "" */
function foldersAbove(path) {
  const parts = path.split("node_modules/");
  const above = parts.map((_part, index) => parts.slice(0, index).join("node_modules/"));
  return [...new Set([...(path === "" ? [] : [`${path}/`]), ...above.toReversed(), ""])];
}

/** Native packages say their platform in their name: `linux-arm64-musl`, `win32-x64-msvc`. @param {string} name */
function platformOf(name) {
  const parts = name.split(/[/-]/);
  const pick = (/** @type {string[]} */ known) => known.filter((word) => parts.includes(word));
  const os = pick(["aix", "android", "darwin", "freebsd", "linux", "openharmony", "sunos", "win32"]);
  const cpu = pick(["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"]);
  const libc = parts.some((part) => part.startsWith("musl")) ? ["musl"] : parts.includes("gnu") ? ["glibc"] : [];
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}

const lockfile = JSON.parse(readFileSync(file, "utf8"));
const missing = findMissing(lockfile.packages);
lockfile.packages = Object.fromEntries(Object.entries({ ...lockfile.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, "en")));
if (Object.keys(missing).length > 0) writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
process.stderr.write(`${Object.keys(missing).length} packages for other platforms added to package-lock.json\n`);
