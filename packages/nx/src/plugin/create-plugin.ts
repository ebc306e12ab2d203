import type { Ecosystem } from "@sluice/ecosystems";
import type { CreateDependencies, CreateNodes } from "nx/src/project-graph/plugins/public-api";
import { createPluginDependencies } from "./create-plugin-dependencies.ts";
import { createPluginNodes } from "./create-plugin-nodes.ts";
import { manifestPattern } from "./manifest-pattern.ts";
import { normalizeOptions, type PluginOptions } from "./options.ts";

/** What an entry of this package exports to Nx. */
export interface SluicePlugin {
  /** The name Nx shows. */
  name: string;
  createNodes: CreateNodes<PluginOptions>;
  createDependencies: CreateDependencies<PluginOptions>;
}

/** An Nx plugin for the manifests of those ecosystems. */
export function createPlugin(name: string, ecosystems: readonly Ecosystem[]): SluicePlugin {
  return {
    name,
    createNodes: [
      manifestPattern(ecosystems),
      (configFiles, options, context) => createPluginNodes({ ecosystems, configFiles, options: normalizeOptions(options, name), context }),
    ],
    createDependencies: (_options, context) => createPluginDependencies(ecosystems, context),
  };
}
