import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SluiceError } from "@sluice/core";

/** The program of the nx that is installed in the repository. Throws SLUICE_NX_MISSING. */
export async function findNx(root: string): Promise<string> {
  try {
    const manifest = createRequire(join(root, "package.json")).resolve("nx/package.json");
    const { bin }: { bin: Record<string, string> } = JSON.parse(await readFile(manifest, "utf8"));
    return join(dirname(manifest), bin["nx"] ?? "bin/nx.js");
  } catch (error) {
    throw new SluiceError("SLUICE_NX_MISSING", `nx is not installed in ${root}`, {
      hint: "Run: npm install --save-dev nx @sluice/nx",
      cause: error,
    });
  }
}
