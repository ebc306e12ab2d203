import { access, constants, mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { SluiceError } from "@sluice/core";
import { launchServer } from "./launch-server.ts";
import { pollUntilReady } from "./poll-until-ready.ts";
import { createTempFolder } from "./temp-folder.ts";

/** An OCI registry on loopback: plain HTTP, no sign-in, deletion enabled. */
export interface Registry {
  /** `127.0.0.1:<port>`: what stands before an image's name. Docker takes loopback registries without TLS. */
  address: string;
  /** Folder of the registry's files, in the layout of its filesystem driver. */
  storage: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts an OCI registry with an empty store in a temporary folder.
 *
 * Throws SLUICE_STACK_PART_MISSING when `docker-registry` is not installed, SLUICE_STACK_FAILED when it does not start.
 */
export async function startRegistry(): Promise<Registry> {
  const program = await findRegistryProgram();
  if (program === null) {
    throw new SluiceError("SLUICE_STACK_PART_MISSING", "the OCI registry cannot start: the program `docker-registry` is not installed", {
      hint: "Run `npm run setup`; it installs the package docker-registry where it can, else it says what to install.",
    });
  }
  const folder = await createTempFolder("registry");
  try {
    const storage = join(folder.path, "storage");
    await mkdir(storage);
    const server = await launchServer("registry", { program, folder: folder.path, storage });
    const address = `127.0.0.1:${server.port}`;
    await pollUntilReady(`http://${address}/v2/`);
    return { address, storage, pid: server.pid, stop: async () => void (await server.stop(), await folder.remove()) };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** Path of the registry's program, or null: looked up on PATH and where Debian puts it. */
export async function findRegistryProgram(): Promise<string | null> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  for (const folder of folders) {
    for (const name of ["docker-registry", "registry"]) {
      const file = join(folder, name);
      if (folder !== "" && (await isExecutable(file))) return file;
    }
  }
  return null;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
