import type { LockfileUse, Workspace } from "@sluice/ecosystems";
import type { LockfileChange } from "../compute/compute-affected.ts";
import { compareKnown } from "../memory/known-lockfiles.ts";
import type { Memory } from "../memory/open-memory.ts";
import type { ChangedFile } from "../result.ts";

/** Where the two states of a lockfile come from. */
export interface ReadLockfileChangesOptions {
  workspace: Workspace;
  previousWorkspace: Workspace | null;
  changedFiles: readonly ChangedFile[];
  /** Text at the base; null for a state that is not known: then a change concerns everyone who installs from it. */
  readBefore: ((path: string) => Promise<string | null>) | null;
  readAfter: (path: string) => Promise<string | null>;
  memory: Memory | null;
}

/** What the changed lockfiles, and manifests that others inherit from, mean for the projects that use them; sorted by path. */
export async function readLockfileChanges(options: ReadLockfileChangesOptions): Promise<LockfileChange[]> {
  const { workspace, previousWorkspace, changedFiles, readBefore, readAfter, memory } = options;
  const changed = new Set(changedFiles.map(({ path }) => path));
  const changes: LockfileChange[] = [];
  for (const use of unite(workspace.lockfiles, previousWorkspace?.lockfiles ?? [])) {
    if (!changed.has(use.path)) continue;
    const users = new Set(use.projects);
    const projects = workspace.projects
      .filter(({ name }) => users.has(name))
      .map(({ name, root }) => ({ name, root, requests: use.requests?.[name] }));
    const [before, after] = readBefore === null ? [null, null] : await Promise.all([readBefore(use.path), readAfter(use.path)]);
    // Parsers that are only needed for a lockfile that changed.
    const { compareLockfiles, lockfilesOf } = await import("@sluice/ecosystems/lockfiles");
    const folder = use.path.slice(0, use.path.lastIndexOf("/") + 1);
    const isLocked = lockfilesOf[use.kind]?.some((name) => changed.has(folder + name)) ?? false;
    const { affected, unsure } = compareKnown(
      memory,
      { kind: use.kind, path: use.path, before, after, projects, isLocked },
      compareLockfiles,
    );
    // Nothing to compare with is nothing to warn of: the lockfile is new, gone, or only its name is known.
    const isCompared = before !== null && after !== null;
    const everyone = new Map(projects.map(({ name }) => [name, []]));
    changes.push({ path: use.path, affected: isCompared ? affected : everyone, unsure: unsure && isCompared });
  }
  if (readBefore !== null && previousWorkspace !== null) changes.push(...(await goWorkspaceChanges(workspace, previousWorkspace)));
  return changes;
}

/** A go.work that did not change itself may select other versions: its modules' requirements decide. */
async function goWorkspaceChanges(workspace: Workspace, previous: Workspace): Promise<LockfileChange[]> {
  const names = new Set(workspace.projects.map(({ name }) => name));
  const changes: LockfileChange[] = [];
  if (workspace === previous) return changes;
  for (const now of workspace.lockfiles) {
    const before = previous.lockfiles.find(({ path }) => path === now.path);
    if (now.kind !== "go.work" || before === undefined || JSON.stringify(before) === JSON.stringify(now)) continue;
    const { compareGoWorkspaces } = await import("@sluice/ecosystems/lockfiles");
    const affected = [...compareGoWorkspaces(before, now)].filter(([name]) => names.has(name));
    if (affected.length > 0) changes.push({ path: now.path, affected: new Map(affected), unsure: false });
  }
  return changes;
}

/** Everyone who installs from a lockfile now or did before; a project that does no longer got another closure. */
function unite(now: readonly LockfileUse[], before: readonly LockfileUse[]): LockfileUse[] {
  const uses = new Map<string, LockfileUse>();
  for (const { path, kind, projects, requests } of [...before, ...now]) {
    const known = uses.get(path);
    uses.set(path, { path, kind, projects: [...(known?.projects ?? []), ...projects], requests: { ...known?.requests, ...requests } });
  }
  return [...uses.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
