export type { Configuration, ConfiguredImage, ConfiguredVariant, Signing, UserConfiguration } from "./configuration/configuration.ts";
export { defineConfig } from "./configuration/define-config.ts";
export { parseConfiguration } from "./configuration/parse-configuration.ts";
export { configurationFiles } from "./configuration/configuration-files.ts";
export { resolveConfiguration, type ResolvedValue, type ResolveInput, type ValueSource } from "./configuration/resolve-configuration.ts";
export { readConfiguration, type ReadConfiguration } from "./configuration/read-configuration.ts";
export { hintNames, nearestName } from "./nearest-name.ts";
export { isSluiceError, SluiceError, type ErrorCode } from "./sluice-error.ts";
export type { Warning } from "./warning.ts";
