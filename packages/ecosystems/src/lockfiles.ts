// What comparing lockfiles needs, and nothing else: an entry of its own, so that a commit that bumps a dependency is looked at quickly.
export { compareGoWorkspaces } from "./lockfiles/compare-go-workspaces.ts";
export { compareLockfiles, type CompareLockfilesOptions, type LockfileComparison } from "./lockfiles/compare-lockfiles.ts";
export { lockfilesOf } from "./lockfiles/shared-manifests.ts";
export type { LockProject } from "./lockfiles/lock-project.ts";
