import { createPlugin, type SluicePlugin } from "./plugin/create-plugin.ts";

/** Kustomize bases and overlays, Helm charts and Terraform modules. */
const plugin: SluicePlugin = createPlugin("@sluice/nx/infrastructure", ["kustomize", "helm", "terraform"]);

/** The name Nx shows for this entry. */
export const name: SluicePlugin["name"] = plugin.name;
/** What Nx calls for the projects. */
export const createNodes: SluicePlugin["createNodes"] = plugin.createNodes;
/** What Nx calls for the edges between them. */
export const createDependencies: SluicePlugin["createDependencies"] = plugin.createDependencies;
