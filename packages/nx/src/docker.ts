import { createPlugin, type SluicePlugin } from "./plugin/create-plugin.ts";

/** Container images: the target `image` of every project with a Dockerfile, projects that are nothing else, and the edges that COPY makes. */
const plugin: SluicePlugin = createPlugin("@sluice/nx/docker", ["docker"]);

/** The name Nx shows for this entry. */
export const name: SluicePlugin["name"] = plugin.name;
/** What Nx calls for the projects. */
export const createNodes: SluicePlugin["createNodes"] = plugin.createNodes;
/** What Nx calls for the edges between them. */
export const createDependencies: SluicePlugin["createDependencies"] = plugin.createDependencies;
