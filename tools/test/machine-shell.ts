import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";

/** Copies this machine's `/bin/sh` into a folder, with the libraries it needs, so that an image `FROM scratch` can run commands. Linux alone. */
export async function copyMachineShell(folder: string): Promise<void> {
  const { stdout } = await execa("ldd", ["/bin/sh"]);
  for (const file of ["/bin/sh", ...(stdout.match(/\/\S+/g) ?? [])]) {
    const copy = join(folder, file);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
}
