export { ensureBaseImages, type BaseImageName } from "./base-images/ensure-base-images.ts";
export { createOrigin, type Origin } from "./create-origin.ts";
export { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
export { startCrates, type CrateRegistry } from "./start-crates.ts";
export { startGitHub, type GitHubServer } from "./start-github.ts";
export { startNpm, type NpmRegistry } from "./start-npm.ts";
export { startPypi, whyNoPypi, type PythonIndex } from "./start-pypi.ts";
export { findRegistryProgram, startRegistry, type Registry } from "./start-registry.ts";
export { startStack, STACK_PARTS, type Stack, type StackPart } from "./start-stack.ts";
