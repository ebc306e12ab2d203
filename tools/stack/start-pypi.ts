import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/core";
import { launchServer } from "./launch-server.ts";
import { createTempFolder } from "./temp-folder.ts";

/** An index of Python packages on loopback that knows only what is published to it. */
export interface PythonIndex {
  /** The simple repository API, with a slash at the end. */
  url: string;
  /** Where files are uploaded. */
  publishUrl: string;
  /** May upload, as `__token__`. */
  token: string;
  /** Folder of its files. */
  packages: string;
  pid: number;
  stop(): Promise<void>;
}

/** pypiserver in a version that is known to work; uv keeps it in its cache. */
const program = ["uv", "tool", "run", "--from", "pypiserver[passlib]==2.4.2", "pypi-server"] as const;

/** Why no Python index can be started here, or null; downloads it when it was never started before. */
export async function whyNoPypi(): Promise<string | null> {
  const [uv, ...args] = program;
  return promisify(execFile)(uv, [...args, "--version"], { timeout: 300_000 }).then(
    () => null,
    (error: Error) => `pypiserver cannot be started with uv: ${error.message.trim()}`,
  );
}

/** Starts the index, empty. Throws SLUICE_STACK_PART_MISSING without uv or pypiserver, SLUICE_STACK_FAILED. */
export async function startPypi(): Promise<PythonIndex> {
  const missing = await whyNoPypi();
  if (missing !== null) throw new SluiceError("SLUICE_STACK_PART_MISSING", missing, { hint: "Run `npm run setup`, which brings uv." });
  const folder = await createTempFolder("pypi");
  try {
    const packages = join(folder.path, "packages");
    await mkdir(packages);
    const token = randomBytes(16).toString("hex");
    const passwords = join(folder.path, "htpasswd");
    await writeFile(passwords, `__token__:{SHA}${createHash("sha1").update(token).digest("base64")}\n`, { mode: 0o600 });
    const server = await launchServer("pypi", { command: program, packages, passwords });
    const base = `http://127.0.0.1:${server.port}/`;
    const stop = async (): Promise<void> => void (await server.stop(), await folder.remove());
    return { url: `${base}simple/`, publishUrl: base, token, packages, pid: server.pid, stop };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
