import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { createTempFolder } from "./temp-folder.ts";

const run = promisify(execFile);

/** A bare git repository that stands for the one on a server. */
export interface Origin {
  /** `file://…`: with this form, unlike a plain path, shallow clones are really shallow. */
  url: string;
  path: string;
  stop(): Promise<void>;
}

/** Makes an empty bare repository in a temporary folder, with `main` as its branch. */
export async function createOrigin(): Promise<Origin> {
  const folder = await createTempFolder("origin");
  const path = join(folder.path, "origin.git");
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", path]);
  // As GitHub does: partial clones, and a fetch of any commit by its hash. No background gc under a test's feet.
  for (const [key, value] of [
    ["uploadpack.allowFilter", "true"],
    ["uploadpack.allowAnySHA1InWant", "true"],
    ["gc.auto", "0"],
    ["receive.autogc", "false"],
  ] as const) {
    await run("git", [`--git-dir=${path}`, "config", key, value]);
  }
  return { url: pathToFileURL(path).href, path, stop: () => folder.remove() };
}
