import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The packages whose code decides what is remembered. */
const PACKAGES = ["affected", "core", "ecosystems", "git", "images"];

/** Changed with any of {@link PACKAGES}; the time and size of the file tell builds of one version apart. */
export function identity(): string {
  return JSON.stringify(
    PACKAGES.map((name) => {
      const { version }: { version: string } = JSON.parse(
        readFileSync(fileURLToPath(import.meta.resolve(`@sluice/${name}/package.json`)), "utf8"),
      );
      const { size, mtimeMs } = statSync(fileURLToPath(import.meta.resolve(`@sluice/${name}`)));
      return [name, version, size, mtimeMs];
    }),
  );
}
