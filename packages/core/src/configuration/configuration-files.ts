/** The names a configuration may have, at the root of the repository; the first that is there counts. */
export const configurationFiles: readonly string[] = ["sluice.config.ts", "sluice.config.js", "sluice.config.mjs", "sluice.config.json"];
