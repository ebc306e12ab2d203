import { readConfiguration, type Configuration } from "@sluice/core";
import { readWorkspace, type Workspace } from "@sluice/ecosystems";
import { globWithWorkspaceContext } from "nx/src/utils/workspace-context.js";

/** What Sluice knows of the repository that Nx is looking at. */
export interface PluginWorkspace {
  root: string;
  files: string[];
  configuration: Configuration;
  workspace: Workspace;
}

let latest: PluginWorkspace | null = null;

/** Reads manifests and configuration below `root`, from the files that Nx itself sees: .gitignore and .nxignore are heeded. */
export async function readPluginWorkspace(root: string): Promise<PluginWorkspace> {
  const files = await globWithWorkspaceContext(root, ["**/*"]);
  const { configuration } = await readConfiguration(root);
  latest = { root, files, configuration, workspace: await readWorkspace({ root, files, configuration }) };
  return latest;
}

/**
 * What was read last, for the step that comes after: Nx asks for dependencies right after it asked for the projects, in the
 * same process. Read anew where it did not.
 */
export async function latestPluginWorkspace(root: string): Promise<PluginWorkspace> {
  return latest?.root === root ? latest : await readPluginWorkspace(root);
}
