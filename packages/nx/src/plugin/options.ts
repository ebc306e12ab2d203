import { SluiceError } from "@sluice/core";

/** Options of a plugin entry in nx.json. What is a project and what has an image, `sluice.config.ts` says. */
export interface PluginOptions {
  /** Inferred targets to leave out, by name: `["image"]`. None by default. */
  withoutTargets?: string[];
}

/** Options with every default filled in. */
export interface NormalizedOptions {
  withoutTargets: ReadonlySet<string>;
}

/** Checks and completes the options of the plugin `name`. Throws SLUICE_INVALID_NX_OPTIONS. */
export function normalizeOptions(options: PluginOptions | undefined, name: string): NormalizedOptions {
  for (const key of Object.keys(options ?? {})) {
    if (key !== "withoutTargets") throw invalid(name, `there is no option ${key}`);
  }
  const withoutTargets: unknown = options?.withoutTargets ?? [];
  if (!Array.isArray(withoutTargets) || !withoutTargets.every((target) => typeof target === "string"))
    throw invalid(name, "withoutTargets is a list of target names");
  return { withoutTargets: new Set(withoutTargets) };
}

function invalid(name: string, problem: string): SluiceError {
  return new SluiceError("SLUICE_INVALID_NX_OPTIONS", `Options of the plugin ${name} in nx.json: ${problem}.`, {
    hint: 'The one option is "withoutTargets": ["…"].',
  });
}
