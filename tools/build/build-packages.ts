// Builds every package of this repository, those that others need first: `npm run build`.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
}

const folders = readdirSync(join(root, "packages"));
const manifests = new Map(
  folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")) as Manifest;
    return [manifest.name, { folder, needs: Object.keys(manifest.dependencies ?? {}) }];
  }),
);

const built = new Set<string>();

function build(name: string): void {
  const entry = manifests.get(name);
  if (!entry || built.has(name)) return;
  built.add(name);
  for (const needed of entry.needs) build(needed);
  execFileSync(join(root, "node_modules/.bin/tsdown"), ["--log-level", "warn"], {
    cwd: join(root, "packages", entry.folder),
    stdio: "inherit",
  });
  console.log(`built ${name}`);
}

for (const name of manifests.keys()) build(name);
