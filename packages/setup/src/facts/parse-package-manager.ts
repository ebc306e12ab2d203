import { parse } from "jsonc-parser";
import type { PackageManager } from "./setup-facts.ts";

/** Who installs, by `packageManager` of the root's package.json, else by the lockfile beside it; npm where nothing says. */
export function parsePackageManager(manifest: string | null, files: ReadonlySet<string>): PackageManager {
  const named = manifest === null ? null : (parse(manifest) as { packageManager?: unknown } | undefined)?.packageManager;
  const [, name, major] = typeof named === "string" ? (/^(npm|pnpm|yarn|bun)@(\d+)/.exec(named) ?? []) : [];
  if (name === "yarn") return { name, isBerry: Number(major) > 1 };
  if (name === "npm" || name === "pnpm" || name === "bun") return { name, isBerry: false };
  if (files.has("pnpm-lock.yaml")) return { name: "pnpm", isBerry: false };
  if (files.has("yarn.lock")) return { name: "yarn", isBerry: files.has(".yarnrc.yml") };
  return { name: files.has("bun.lock") || files.has("bun.lockb") ? "bun" : "npm", isBerry: false };
}
