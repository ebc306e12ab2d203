import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { run, say } from "./run.mjs";

/**
 * Builds the packages unless what they are made from is what the last build saw.
 *
 * @param {string} root
 */
export async function ensureBuild(root) {
  const stamp = join(root, ".sluice/build-stamp");
  const key = hashSources(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key && isBuilt(root)) return;
  say("building the packages");
  const bin = join(root, "node_modules/.bin");
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const { ok, output } = await run(join(bin, "node"), ["tools/build/build-packages.ts"], { cwd: root, env });
  if (!ok) throw new Error(`the packages do not build:\n${output.trim()}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

/** @param {string} root */
function isBuilt(root) {
  return packageFolders(root).every((folder) => existsSync(join(folder, "dist")));
}

/** @param {string} root */
function hashSources(root) {
  const hash = createHash("sha256");
  const shared = ["package-lock.json", "tsconfig.base.json", "tools/build"].map((path) => join(root, path));
  for (const path of [...shared, ...packageFolders(root).flatMap(sourcesOf)]) {
    for (const file of filesIn(path))
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} root */
function packageFolders(root) {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .sort()
    .map((name) => join(packages, name))
    .filter((folder) => existsSync(join(folder, "package.json")));
}

/** @param {string} folder */
function sourcesOf(folder) {
  return ["package.json", "tsdown.config.ts", "tsconfig.json", "src"].map((name) => join(folder, name));
}

/** @param {string} path @returns {string[]} the files below a folder, or the file itself; tests are not built */
function filesIn(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path)
      .sort()
      .filter((name) => !name.endsWith(".test.ts"))
      .flatMap((name) => filesIn(join(path, name)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return [path];
    throw error;
  }
}
