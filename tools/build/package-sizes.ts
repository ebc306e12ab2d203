import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const packages = join(import.meta.dirname, "../../packages");

/** Version of packages of this repository, which have been built, and the size of their program, by name without the scope. */
export function packageSizes(names: readonly string[]): Record<string, [string, number]> {
  return Object.fromEntries(
    names.map((name) => {
      const folder = join(packages, name);
      const { version }: { version: string } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      return [name, [version, statSync(join(folder, "dist/index.mjs")).size]];
    }),
  );
}
