import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultWrittenConfig, validateConfig } from "@changesets/config";
import type { Config, Packages, PreState } from "@changesets/types";
import { SluiceError, type Warning } from "@sluice/core";

const configPath = ".changeset/config.json";

/** What changesets itself is configured with. */
export interface ChangesetsConfig {
  config: Config;
  /** Set between `changeset pre enter` and the release after `changeset pre exit`. */
  preState: PreState | undefined;
  warnings: Warning[];
}

/**
 * Reads `.changeset/config.json` and `.changeset/pre.json`. Without the first, changesets' defaults hold, with private
 * packages versioned and tagged: services are private packages, and a repository without changesets has no other say.
 *
 * @param ignore names of packages that are never released, besides changesets' own `ignore`
 * @throws SLUICE_BAD_CHANGESETS_CONFIG with every problem changesets finds in the file
 */
export async function readChangesetsConfig(root: string, packages: Packages, ignore: readonly string[]): Promise<ChangesetsConfig> {
  const written = (await readJson(root, configPath)) ?? { ...defaultWrittenConfig, privatePackages: { version: true, tag: true } };
  const result = validateConfig(written, packages);
  if (result.errors !== undefined) {
    throw new SluiceError("SLUICE_BAD_CHANGESETS_CONFIG", result.errors.map((error) => `${configPath}: ${error}`).join("\n"), {
      hint: "Correct .changeset/config.json; `npx changeset status` reads the same file.",
    });
  }
  return {
    config: { ...result.config, ignore: [...new Set([...result.config.ignore, ...ignore])] },
    preState: toPreState(await readJson(root, ".changeset/pre.json")),
    warnings: result.warnings.map((message) => ({ code: "SLUICE_CHANGESETS_CONFIG", message: `${configPath}: ${message}` })),
  };
}

async function readJson(root: string, path: string): Promise<unknown> {
  const text = await readFile(join(root, path), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SluiceError(
      "SLUICE_BAD_CHANGESETS_CONFIG",
      `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
        hint: `Correct ${path}.`,
      },
    );
  }
}

function toPreState(value: unknown): PreState | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("mode" in value) || !("tag" in value) || typeof value.tag !== "string") return undefined;
  if (value.mode !== "pre" && value.mode !== "exit") return undefined;
  return { mode: value.mode, tag: value.tag };
}
