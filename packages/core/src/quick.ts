// What every command needs before it knows whether it needs more: an entry of its own, so that no schema is loaded.
export { configurationFiles } from "./configuration/configuration-files.ts";
export { isSluiceError, SluiceError, type ErrorCode } from "./sluice-error.ts";
export type { Warning } from "./warning.ts";
export { nearestName } from "./nearest-name.ts";
export { isPublicNamesake, parseImageReference, type ImageReference } from "./image-reference.ts";
export { lowerBound } from "./lower-bound.ts";
