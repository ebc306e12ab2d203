export type { ReadFile } from "./model/reading.ts";
export type { Dependency, Ecosystem, LockfileUse, Project, Target, Workspace } from "./model/workspace.ts";
export { readWorkspace, type ReadWorkspaceOptions, type WorkspaceConfiguration } from "./workspace/read-workspace.ts";
