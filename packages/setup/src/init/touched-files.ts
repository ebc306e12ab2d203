import { configurationFiles } from "@sluice/core";
import { workflowPaths } from "../workflows/workflow-paths.ts";

/** Every file that `sluice init` may write, from the root. */
export function touchedFiles(settings: { workflowPrefix: string }): string[] {
  return [
    "package.json",
    "nx.json",
    ".gitignore",
    "Makefile",
    "GNUmakefile",
    ".changeset/config.json",
    ".changeset/README.md",
    ...configurationFiles,
    ...workflowPaths(settings),
  ];
}
