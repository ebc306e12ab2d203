import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** nx looks for imports in source files only where it finds TypeScript. */
const PEERS = ["nx@24", "typescript@5", "turbo@2", "@moonrepo/cli@2"];

/**
 * Installs nx, turbo and moon beside the monorepo, which sees them through a link: to install in it would write its lockfile. Gives the
 * folder of their programs; null, with a line on stderr, without a registry.
 */
export function installPeers({ parent, monorepo }: { parent: string; monorepo: string }): string | null {
  const home = join(parent, "peers");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true }));
  try {
    execFileSync("npm", ["install", "--prefix", home, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...PEERS]);
  } catch (error) {
    console.error(`The others are left out, since they cannot be installed: ${String(error)}`);
    return null;
  }
  symlinkSync(join(home, "node_modules"), join(monorepo, "node_modules"));
  return join(home, "node_modules/.bin");
}

/** Names of the peers with their versions. */
export function versionsOf(bin: string): string[] {
  return ["nx", "turbo", "@moonrepo/cli"].map((name) => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(bin, "..", name, "package.json"), "utf8"));
    return `${name} ${version}`;
  });
}
