import type { PackageManager } from "./setup-facts.ts";

/** How pipelines and people call a package manager. */
interface PackageManagerCalls {
  lockfile: string;
  /** Before a command of an installed package. */
  exec: string;
  /** Shell lines for a machine that has Node.js alone. */
  provide: string[];
}

/** One entry for each package manager there is. */
export const packageManagers: Record<PackageManager["name"], PackageManagerCalls> = {
  npm: { lockfile: "package-lock.json", exec: "npx", provide: [] },
  pnpm: { lockfile: "pnpm-lock.yaml", exec: "pnpm exec", provide: ["corepack enable"] },
  yarn: { lockfile: "yarn.lock", exec: "yarn", provide: ["corepack enable"] },
  // corepack does not know it.
  bun: { lockfile: "bun.lock", exec: "bunx", provide: ["command -v bun > /dev/null || npm install --global bun"] },
};
