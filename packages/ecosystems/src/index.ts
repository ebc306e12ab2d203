export { editDependencyRange, type EditDependencyRangeOptions } from "./edit/edit-dependency-range.ts";
export { editLockfileVersions, type EditLockfileVersionsOptions, type OwnPackage } from "./edit/edit-lockfile-versions.ts";
export { editVersion, type EditVersionOptions } from "./edit/edit-version.ts";
export { compareLockfiles, type CompareLockfilesOptions, type LockfileComparison } from "./lockfiles/compare-lockfiles.ts";
export type { LockProject } from "./lockfiles/lock-project.ts";
export type { ReadFile } from "./model/reading.ts";
export type { Dependency, Ecosystem, LockfileUse, Project, Target, Workspace } from "./model/workspace.ts";
export { readWorkspace, type ReadWorkspaceOptions, type WorkspaceConfiguration } from "./workspace/read-workspace.ts";
