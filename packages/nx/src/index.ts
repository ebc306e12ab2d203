export type { PluginOptions } from "./plugin/options.ts";
export { createDependencies, createNodes, name } from "./all.ts";
