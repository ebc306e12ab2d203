import type { EcosystemReading, ManifestProject, ReadFile, RootEdge, SharedFile } from "../model/reading.ts";
import { below, folderAndAncestors, folderOf, isWithin, nameOf, relativeTo, resolveReference } from "../text/paths.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { parseCargoToml, type CargoManifest, type CargoPackage, type CargoWorkspace } from "./parse-cargo-toml.ts";
import { parseUsersOfCrates, type UsersOfCrate } from "./patched-crates.ts";

/** A Cargo.toml that is a package. */
type Crate = CargoManifest & { package: CargoPackage };
/** A Cargo.toml that declares a workspace. */
type WorkspaceManifest = CargoManifest & { workspace: CargoWorkspace };

/** Reads the crates of a repository: each Cargo.toml with a [package]. A virtual workspace is no project. */
export async function readCargo({ files, ignored, readFile }: ReadingContext): Promise<EcosystemReading> {
  const paths = files.named("Cargo.toml").filter((path) => !ignored.isIgnored(path));
  const { manifests, broken } = await readManifests(paths, readFile, parseCargoToml);
  const crates = manifests.filter((manifest): manifest is Crate => manifest.package !== null);
  const workspaces = manifests.filter((manifest): manifest is WorkspaceManifest => manifest.workspace !== null);
  const patched = await readPatched(manifests, crates, readFile);
  return {
    projects: crates.map((crate) => toProject(crate, workspaceOf(crate, workspaces), files)),
    edges: crates.flatMap((crate) => {
      const workspace = workspaceOf(crate, workspaces);
      return [...cargoEdges(crate, workspace), ...patchEdges(crate, workspace ?? crate, patched)];
    }),
    shared: sharedFiles(crates, workspaces, files),
    broken,
  };
}

function toProject(crate: Crate, workspace: WorkspaceManifest | null, files: FileIndex): ManifestProject {
  const { name, version, publish } = crate.package;
  const inherited = workspace?.workspace;
  const binaries = binariesOf(crate, files);
  const published = publish === "inherited" ? (inherited?.publish ?? true) : publish;
  return {
    root: crate.root,
    name,
    ecosystem: "cargo",
    manifest: crate.path,
    version: version === "inherited" ? (inherited?.version ?? null) : version,
    ...(version === "inherited" && workspace !== null && workspace !== crate ? { versionManifest: workspace.path } : {}),
    private: published === false,
    ...(Array.isArray(published) ? { registries: published } : {}),
    runs: binaries.length > 0,
    facts: { ecosystem: "cargo", crate: name, binaries, workspaceRoot: workspace?.root ?? crate.root },
  };
}

/** [[bin]] tables, and what Cargo finds by itself: `src/main.rs`, `src/bin/<name>.rs`, `src/bin/<name>/main.rs`. */
function binariesOf({ root, package: { name, binaries } }: Crate, files: FileIndex): string[] {
  const folder = below(root, "src/bin");
  const found = new Set(binaries);
  if (files.has(below(root, "src/main.rs")) && binaries.length === 0) found.add(name);
  for (const path of files.inFolder(folder)) {
    if (path.endsWith(".rs")) found.add(nameOf(path).slice(0, -".rs".length));
  }
  for (const path of files.named("main.rs")) {
    if (folderOf(folderOf(path)) === folder) found.add(nameOf(folderOf(path)));
  }
  return [...found].sort();
}

function cargoEdges(crate: Crate, workspace: WorkspaceManifest | null): RootEdge[] {
  const edges: RootEdge[] = [];
  const add = (to: string | null, file: string, line: number | undefined) => {
    if (to !== null && to !== crate.root) edges.push({ from: crate.root, to, file, ...(line === undefined ? {} : { line }) });
  };
  for (const dependency of crate.dependencies) {
    if (dependency.path !== null) add(resolveReference(crate.root, dependency.path), crate.path, dependency.line);
    const inherited = dependency.inherited ? workspace?.workspace.paths.get(dependency.key) : undefined;
    if (workspace !== null && inherited !== undefined) add(resolveReference(workspace.root, inherited), crate.path, dependency.line);
  }
  for (const { path, line } of crate.package.sources) add(resolveReference(crate.root, path), crate.path, line);
  return edges;
}

/** By the folder of a Cargo.toml whose [patch] names folders: those folders, each with who needs the crate in it, null where that is not known. */
type Patched = ReadonlyMap<string, Patch[]>;

interface Patch {
  to: string;
  line?: number;
  crate: string | undefined;
  users: ReturnType<UsersOfCrate> | null;
}

async function readPatched(manifests: readonly CargoManifest[], crates: readonly Crate[], readFile: ReadFile): Promise<Patched> {
  const nameOfRoot = new Map(crates.map(({ root, package: { name } }) => [root, name]));
  const patched = new Map<string, Patch[]>();
  for (const { root, patches } of manifests) {
    if (patches.length === 0) continue;
    const lock = await readFile(below(root, "Cargo.lock"));
    const usersOf = lock === null ? null : parseUsersOfCrates(lock);
    const found = patches.flatMap(({ path, line }) => {
      const to = resolveReference(root, path);
      const name = to === null ? undefined : nameOfRoot.get(to);
      const users = name === undefined || usersOf === null ? null : usersOf(name);
      return to === null ? [] : [{ to, ...(line === undefined ? {} : { line }), crate: name, users }];
    });
    patched.set(root, found);
  }
  return patched;
}

/** A patch stands in for a published crate wherever that appears below a member: who needs it, the lockfile says, and the manifests do not. */
function patchEdges(user: Crate, main: CargoManifest, patched: Patched): RootEdge[] {
  const { root, package: own, dependencies } = user;
  const isUsed = ({ crate, users }: Patch) =>
    users === null || !users.isListed(own.name) || users.uses(own.name) || dependencies.some(({ key }) => key === crate);
  return (patched.get(main.root) ?? [])
    .filter((patch) => patch.to !== root && isUsed(patch))
    .map(({ to, line }) => ({ from: root, to, file: main.path, ...(line === undefined ? {} : { line }) }));
}

/**
 * The workspace of a crate, by Cargo's rules: `package.workspace`, its own [workspace], else the nearest one above that does
 * not exclude it. A path dependency of a member is a member too, so the globs of `members` are not asked.
 */
function workspaceOf(crate: Crate, workspaces: readonly WorkspaceManifest[]): WorkspaceManifest | null {
  if (crate.package.workspace !== null) {
    const root = resolveReference(crate.root, crate.package.workspace);
    return workspaces.find((workspace) => workspace.root === root) ?? null;
  }
  for (const folder of folderAndAncestors(crate.root)) {
    const workspace = workspaces.find(({ root }) => root === folder);
    if (workspace !== undefined) return isExcluded(crate.root, workspace) ? null : workspace;
  }
  return null;
}

function isExcluded(root: string, { root: workspaceRoot, workspace }: WorkspaceManifest): boolean {
  if (workspace.exclude.length === 0 || root === workspaceRoot) return false;
  const path = relativeTo(workspaceRoot, root);
  // Cargo compares both as they are written: a pattern in `members` takes nothing back that `exclude` names.
  const isBelow = (folder: string) => isWithin(path, below(".", folder).replace(/\/+$/, ""));
  return workspace.exclude.some(isBelow) && !workspace.members.some(isBelow);
}

function sharedFiles(crates: readonly Crate[], workspaces: readonly WorkspaceManifest[], files: FileIndex): SharedFile[] {
  const locks = new Map<string, Map<string, string[]>>();
  const manifests = new Map<string, Map<string, string[]>>();
  for (const crate of crates) {
    const workspace = workspaceOf(crate, workspaces);
    const lock = below(workspace?.root ?? crate.root, "Cargo.lock");
    if (files.has(lock)) locks.set(lock, (locks.get(lock) ?? new Map<string, string[]>()).set(crate.root, [crate.package.name]));
    if (workspace === null || workspace.root === crate.root) continue;
    const inherited = crate.dependencies.filter((dependency) => dependency.inherited).map(({ key }) => key);
    manifests.set(
      workspace.path,
      (manifests.get(workspace.path) ?? new Map<string, string[]>()).set(
        crate.root,
        [...new Set([...inherited, ...crate.inherited])].sort(),
      ),
    );
  }
  return [
    ...[...locks].map(([path, requests]) => ({ path, kind: "Cargo.lock", roots: [...requests.keys()], requests })),
    ...[...manifests].map(([path, requests]) => ({ path, kind: "Cargo.toml", roots: [...requests.keys()], requests })),
  ];
}
