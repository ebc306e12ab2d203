export type { Dependency, Ecosystem, LockfileUse, Project, Target, Workspace } from "./model/workspace.ts";
