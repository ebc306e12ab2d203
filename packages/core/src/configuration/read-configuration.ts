import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SluiceError } from "../sluice-error.ts";
import { configurationFiles } from "./configuration-files.ts";
import type { Configuration, UserConfiguration } from "./configuration.ts";
import { parseConfiguration } from "./parse-configuration.ts";

/** A configuration, and where it comes from. */
export interface ReadConfiguration {
  configuration: Configuration;
  /** The file, as a path from the root; null when there is none and all is default. */
  path: string | null;
  /** What the file says itself, without defaults. */
  written: UserConfiguration;
}

/**
 * Reads the configuration of the repository at `root` (absolute).
 *
 * @throws SLUICE_UNREADABLE_CONFIGURATION when the file is no JSON, does not load or has no default export
 * @throws SLUICE_INVALID_CONFIGURATION as `parseConfiguration`, and when there are two files
 */
export async function readConfiguration(root: string): Promise<ReadConfiguration> {
  for (const path of configurationFiles) {
    const text = readIfThere(join(root, path));
    if (text === null) continue;
    refuseSecond(root, path);
    const value = path.endsWith(".json") ? parseJson(text, path) : await loadModule(join(root, path), path);
    // Once it is parsed it is known to be of this form.
    return { configuration: parseConfiguration(value, path), path, written: value as UserConfiguration };
  }
  return { configuration: parseConfiguration({}, "(defaults)"), path: null, written: {} };
}

/** Nothing is said twice: nobody would know which one counts. */
function refuseSecond(root: string, path: string): void {
  const later = configurationFiles.slice(configurationFiles.indexOf(path) + 1);
  const second = later.find((name) => readIfThere(join(root, name)) !== null);
  if (second === undefined) return;
  throw new SluiceError("SLUICE_INVALID_CONFIGURATION", `There are two configurations, ${path} and ${second}`, {
    hint: `Put what counts into one of them and delete the other: git rm ${second}`,
  });
}

/** At once: Node.js takes longer to load what reads beside than there is to read. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new SluiceError("SLUICE_UNREADABLE_CONFIGURATION", `${path} cannot be read: ${messageOf(error)}`, {
      hint: "Check the file's permissions.",
      cause: error,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(path, error, "Mend the JSON; a trailing comma or a comment is not allowed.");
  }
}

async function loadModule(file: string, path: string): Promise<unknown> {
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    const isNotInstalled = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    throw unreadable(
      path,
      error,
      isNotInstalled ? "Install the repository's packages first: npm ci." : `Run \`node ${path}\` to see the whole error.`,
    );
  }
  if (loaded.default === undefined) throw unreadable(path, "no default export", "Write `export default defineConfig({ … })`.");
  return loaded.default;
}

function unreadable(path: string, cause: unknown, hint: string): SluiceError {
  return new SluiceError("SLUICE_UNREADABLE_CONFIGURATION", `${path} cannot be loaded: ${messageOf(cause)}`, { hint, cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
