import { hasPlainDockerfile } from "../docker/dockerfiles.ts";
import type { EcosystemReading, ManifestProject, RootEdge, SharedFile } from "../model/reading.ts";
import { below, folderAndAncestors, resolveReference } from "../text/paths.ts";
import { NamedFolders } from "../text/named-folders.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import { nameFromFolder, type ReadingContext } from "../workspace/reading-context.ts";
import { npmLockfiles } from "./npm-lockfiles.ts";
import { collectNpmWorkspaces, createMemberTest, parsePnpmWorkspace, type NpmWorkspace } from "./npm-workspaces.ts";
import { parsePackageJson, type NpmManifest } from "./parse-package-json.ts";
import { parseRushJson, type RushProjects } from "./parse-rush-json.ts";

/**
 * Reads the npm packages of a repository. Which package.json is a project: see {@link selectNpmProjects}; with `rootCounts` the one at the
 * root is, whatever it says.
 */
export async function readNpm(context: ReadingContext, { rootCounts = false }: { rootCounts?: boolean } = {}): Promise<EcosystemReading> {
  const { files, ignored, readFile } = context;
  const paths = files.named("package.json").filter((path) => !ignored.isInstalled(path) && !ignored.isConfigured(path));
  const packages = await readManifests(paths, readFile, parsePackageJson);
  const pnpmPaths = files.named("pnpm-workspace.yaml").filter((path) => !ignored.isIgnored(path));
  const pnpm = await readManifests(pnpmPaths, readFile, parsePnpmWorkspace);
  const rush = parseRushJson((files.has("rush.json") ? await readFile("rush.json") : null) ?? "{}");
  const selection = selectNpmProjects({ manifests: packages.manifests, pnpm: pnpm.manifests, rush, context, rootCounts });
  return {
    projects: selection.members.map((member) => toProject(member, context)),
    edges: npmEdges(selection.members.map(({ manifest }) => manifest)),
    shared: sharedFiles(selection, files),
    broken: [...packages.broken.filter(({ manifest }) => mayBeProject(manifest, selection, context)), ...pnpm.broken],
  };
}

interface Member {
  manifest: NpmManifest;
  /** Root of the workspace that installs it; null for a package that stands alone, and for one of Rush's. */
  workspaceRoot: string | null;
  /** Where Rush keeps its lockfile; null for a package that Rush does not know. */
  rushLockfiles: readonly string[] | null;
}

interface SelectionRequest {
  manifests: NpmManifest[];
  pnpm: NpmWorkspace[];
  rush: RushProjects;
  context: ReadingContext;
  rootCounts: boolean;
}

interface Selection {
  members: Member[];
  workspaces: NpmWorkspace[];
  rush: RushProjects;
  /** All that could be read, whether they are projects or not. */
  manifests: NpmManifest[];
}

/**
 * The package.json files that are projects: members of a workspace, as Nx has them; those that a rush.json names; and beyond those, one with a project.json,
 * a Dockerfile or a lockfile of its own beside it, the root of a workspace that is not at the repository's root, and, where there is no
 * workspace at all, each with a name. A root package.json needs an `nx` key, a project.json or a Dockerfile.
 */
function selectNpmProjects({ manifests, pnpm, rush, context, rootCounts }: SelectionRequest): Selection {
  const workspaces = collectNpmWorkspaces(manifests.filter(isWorkspace(context)), pnpm);
  const tests = workspaces.map((workspace) => ({ root: workspace.root, isMember: createMemberTest(workspace) }));
  const members: Member[] = [];
  for (const manifest of manifests) {
    const rushLockfiles = rush.get(manifest.root) ?? null;
    const workspace = rushLockfiles === null ? tests.find(({ isMember }) => isMember(manifest.path)) : undefined;
    const isMember = workspace !== undefined || rushLockfiles !== null;
    const isProject = isMember || standsAlone(manifest, { workspaces, rush }, context) || (rootCounts && manifest.root === ".");
    if (isProject) members.push({ manifest, workspaceRoot: workspace?.root ?? null, rushLockfiles });
  }
  return { members, workspaces, rush, manifests };
}

function isWorkspace({ ignored }: ReadingContext): (manifest: NpmManifest) => boolean {
  return ({ path, workspaces }) => workspaces !== null && !ignored.isIgnored(path);
}

function standsAlone(
  manifest: NpmManifest,
  { workspaces, rush }: Pick<Selection, "workspaces" | "rush">,
  { files, ignored }: ReadingContext,
): boolean {
  const { path, root } = manifest;
  if (ignored.isIgnored(path)) return false;
  if (files.has(below(root, "project.json")) || hasPlainDockerfile(root, files)) return true;
  if (root === ".") return manifest.hasNxKey;
  if (workspaces.some((workspace) => workspace.root === root) || lockfileIn(root, files) !== null) return true;
  return workspaces.length + rush.size === 0 && manifest.packageName !== null;
}

/** Whether a package.json that cannot be parsed would have been a project; when that cannot be told, it would. */
function mayBeProject(path: string, { workspaces }: Selection, { ignored }: ReadingContext): boolean {
  return workspaces.some((workspace) => createMemberTest(workspace)(path)) || !ignored.isIgnored(path);
}

function toProject({ manifest, workspaceRoot, rushLockfiles }: Member, context: ReadingContext): ManifestProject {
  const { root } = manifest;
  return {
    root,
    name: manifest.nxName ?? manifest.packageName ?? nameFromFolder(root, context),
    ecosystem: "npm",
    standsAlone: workspaceRoot === null && rushLockfiles === null,
    manifest: manifest.path,
    version: manifest.version,
    private: manifest.private,
    runs: manifest.hasBinary,
    facts: {
      ecosystem: "npm",
      packageName: manifest.packageName,
      scripts: manifest.scripts,
      generatedFolders: generatedFolders(manifest, context.files),
      ownTsconfig: context.files.has(below(root, "tsconfig.json")),
    },
  };
}

/** `dist`, and published folders that git does not know: a build must have written them. */
function generatedFolders({ root, publishedFolders }: NpmManifest, files: FileIndex): string[] {
  const generated = publishedFolders.filter((folder) => !files.holdsFilesBelow(below(root, folder)));
  return [...new Set(["dist", ...generated])].sort();
}

function npmEdges(manifests: readonly NpmManifest[]): RootEdge[] {
  const packages = new NamedFolders(manifests.flatMap(({ packageName, root }) => (packageName === null ? [] : [[packageName, root]])));
  const roots = new Set(manifests.map(({ root }) => root));
  const edges: RootEdge[] = [];
  for (const { root, path, dependencies } of manifests) {
    for (const { name, specifier, line } of dependencies) {
      const folder = referencedFolder(root, specifier);
      const named = folder !== null && roots.has(folder) ? [] : packages.find(referencedPackage(name, specifier), root);
      for (const to of named.length > 0 ? named : [folder])
        if (to !== null) edges.push({ from: root, to, file: path, ...(line === undefined ? {} : { line }) });
    }
  }
  return edges;
}

/** `file:../lib`, `link:../lib`, `portal:../lib`, `workspace:../lib`, `./lib`. */
function referencedFolder(root: string, specifier: string): string | null {
  const [, path] = /^(?:file:|link:|portal:)(.*)$/.exec(specifier) ?? /^(?:workspace:)?(\.{1,2}\/.*)$/.exec(specifier) ?? [];
  return path === undefined ? null : resolveReference(root, path);
}

/** The package behind an alias: `npm:@acme/real@^1`, `workspace:real@*`. */
function referencedPackage(name: string, specifier: string): string {
  const [, alias] = /^(?:npm|workspace):((?:@[^/@]+\/)?[A-Za-z][^/@]*)(?:@.*)?$/.exec(specifier) ?? [];
  return alias ?? name;
}

/** What each project asks for, and what the root of its workspace does: tools that every member finds. */
function requestsOf(roots: readonly string[], { members, manifests }: Pick<Selection, "members" | "manifests">): Map<string, string[]> {
  const requests = new Map<string, string[]>();
  const asked = new Set(roots);
  const byRoot = new Map(manifests.map((manifest) => [manifest.root, manifest]));
  for (const { manifest, workspaceRoot } of members) {
    if (!asked.has(manifest.root)) continue;
    const root = workspaceRoot === null ? undefined : byRoot.get(workspaceRoot);
    const asking = root === undefined || root === manifest ? [manifest] : [root, manifest];
    requests.set(
      manifest.root,
      asking.flatMap(({ dependencies }) => dependencies.map(({ name, specifier }) => `${name}@${specifier}`)),
    );
  }
  return requests;
}

/** `zod@catalog:`, `zod@catalog:tools`; the default catalog has two names. */
function catalogRequests(requests: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  return new Map(
    [...requests].map(([root, names]) => {
      const asked = names.filter((name) => name.includes("@catalog:")).map((name) => name.replace(/@catalog:default$/, "@catalog:"));
      return [root, [...new Set(asked)].sort()];
    }),
  );
}

function sharedFiles({ members, manifests, workspaces, rush }: Selection, files: FileIndex): SharedFile[] {
  const roots = new Map<string, string[]>();
  const lockfiles = new Map<string, string | null>();
  for (const { manifest, workspaceRoot, rushLockfiles } of members) {
    const folder = workspaceRoot ?? manifest.root;
    const known = lockfiles.get(folder);
    const ofRush = rushLockfiles?.find((path) => files.has(path));
    const lockfile = ofRush ?? (known === undefined ? lockfileAbove(folder, files) : known);
    lockfiles.set(folder, lockfile);
    if (lockfile === null) continue;
    const users = roots.get(lockfile);
    if (users === undefined) roots.set(lockfile, [manifest.root]);
    else users.push(manifest.root);
  }
  const shared: SharedFile[] = [...roots].map(([path, users]) => {
    const kind = path.slice(path.lastIndexOf("/") + 1);
    return { path, kind, roots: users, ...(kind === "yarn.lock" ? { requests: requestsOf(users, { members, manifests }) } : {}) };
  });
  for (const { root } of workspaces) {
    const users = members
      .filter(({ workspaceRoot, manifest }) => workspaceRoot === root && manifest.root !== root)
      .map(({ manifest }) => manifest.root);
    for (const kind of ["package.json", "pnpm-workspace.yaml"]) {
      if (users.length === 0 || !files.has(below(root, kind))) continue;
      const requests = kind === "package.json" ? {} : { requests: catalogRequests(requestsOf(users, { members, manifests })) };
      shared.push({ path: below(root, kind), kind, roots: users, ...requests });
    }
  }
  if (rush.size > 0) shared.push({ path: "rush.json", kind: "rush.json", roots: [...rush.keys()] });
  return shared;
}

function lockfileAbove(start: string, files: FileIndex): string | null {
  for (const folder of folderAndAncestors(start)) {
    const lockfile = lockfileIn(folder, files);
    if (lockfile !== null) return lockfile;
  }
  return null;
}

function lockfileIn(folder: string, files: FileIndex): string | null {
  const name = npmLockfiles.find((lockfile) => files.has(below(folder, lockfile)));
  return name === undefined ? null : below(folder, name);
}
