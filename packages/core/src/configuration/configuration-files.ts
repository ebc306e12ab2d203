/** The names a configuration may have, at the root of the repository; there may be one. */
export const configurationFiles: readonly string[] = ["sluice.config.ts", "sluice.config.js", "sluice.config.mjs", "sluice.config.json"];
