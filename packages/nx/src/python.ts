import { createPlugin, type SluicePlugin } from "./plugin/create-plugin.ts";

/** Python projects: pyproject.toml, setup.cfg and setup.py, and requirements.txt beside a Dockerfile. */
const plugin: SluicePlugin = createPlugin("@sluice/nx/python", ["python"]);

/** The name Nx shows for this entry. */
export const name: SluicePlugin["name"] = plugin.name;
/** What Nx calls for the projects. */
export const createNodes: SluicePlugin["createNodes"] = plugin.createNodes;
/** What Nx calls for the edges between them. */
export const createDependencies: SluicePlugin["createDependencies"] = plugin.createDependencies;
