import type { Warning } from "@sluice/core";
import type { Dependency, Project, Workspace } from "@sluice/ecosystems";
import type { Base } from "../base/base.ts";
import type { AffectedProject, AffectedResult, ChangedFile, Reason } from "../result.ts";
import { imagesOf } from "./add-base-images.ts";
import { computeImages, type ImageInputs } from "./compute-images.ts";
import { ProjectOwners } from "./project-owners.ts";
import { propagate } from "./propagate.ts";
import { compareText, ReasonSet } from "./reason-set.ts";
import { matcher } from "./glob.ts";
import { type AffectedConfiguration, WorkspaceFiles } from "./workspace-files.ts";

/** What the change of a lockfile, or of a manifest that others inherit from, means. */
export interface LockfileChange {
  path: string;
  /** By project name: the packages of its closure that changed, as `npm:zod`; none where the file as a whole concerns it. */
  affected: ReadonlyMap<string, readonly string[]>;
  /** It could not be compared with what it was, and `affected` is everyone who installs from it. Gives a warning. */
  unsure: boolean;
}

/** Everything the answer depends on, as values. */
export interface AffectedInput {
  base: Base;
  head: { revision: string | null };
  changedFiles: readonly ChangedFile[];
  /** The repository as it is at the head. */
  workspace: Workspace;
  /** The repository as it was at the base; null when that is not known. */
  previousWorkspace: Workspace | null;
  lockfileChanges: readonly LockfileChange[];
  images: readonly ImageInputs[];
  configuration: AffectedConfiguration;
  /** Further warnings for the result. */
  warnings?: readonly Warning[];
}

/** What a change affects, and of a project's several images which. */
export interface ComputedAffected {
  result: AffectedResult;
  /** By the image's name; only those that have any. */
  imageReasons: ReadonlyMap<string, readonly Reason[]>;
}

/**
 * What a change affects, and why. A project is affected when
 *
 * - a file in its folder changed (the deepest folder owns a file), or its manifest cannot be read;
 * - a file outside that it reads changed: nx.json, a shared lint configuration, an input that one of its targets names,
 *   an input of its image;
 * - its closure in a lockfile changed;
 * - what it depends on changed: other dependencies than before, or one that was deleted;
 * - a project it depends on is affected.
 *
 * Without a base all are. Pure; does not change its input; the same input gives the same result.
 */
export function computeAffected(input: AffectedInput): AffectedResult {
  return computeWithImages(input).result;
}

/** {@link computeAffected}, and what it says of each image. */
export function computeWithImages(input: AffectedInput): ComputedAffected {
  const { base, head, changedFiles, workspace, images } = input;
  const projects = allProjects(input);
  const isUnknown = base.revision === null && base.source === "none";
  const computedImages = computeImages({ ...input, everything: isUnknown });
  const names = new Set(projects.map(({ name }) => name));
  const reasons = isUnknown ? everything(projects) : propagate(directReasons(input), knownDependencies(input), names);
  addImageInputs(reasons, images, computedImages);

  const result: AffectedResult = {
    schemaVersion: 1,
    base: { revision: base.revision, source: base.source },
    head: { revision: head.revision },
    changedFiles: changedFiles.map(({ path, status }) => ({ path, status })).sort((a, b) => compareText(a.path, b.path)),
    projects: projects.filter(({ name }) => reasons.has(name)).map((project) => toAffected(project, reasons)),
    images: mergeByProject(images, computedImages),
    warnings: uniqueWarnings([...base.warnings, ...workspace.warnings, ...(input.warnings ?? []), ...lockfileWarnings(input)]),
  };
  return { result, imageReasons: new Map(computedImages.names().map((name) => [name, computedImages.sorted(name)])) };
}

/** Those of the workspace, and for a manifest that cannot be read the project it was, or the folder as one. Sorted by name. */
function allProjects({ workspace, previousWorkspace }: AffectedInput): Project[] {
  const owners = new ProjectOwners(workspace.projects);
  const before = new ProjectOwners(previousWorkspace?.projects ?? []);
  const names = new Set(workspace.projects.map(({ name }) => name));
  const projects = [...workspace.projects];
  for (const { root, manifest } of workspace.broken) {
    if (owners.at(root) !== undefined) continue;
    const project = before.at(root) ?? brokenProject(root, manifest);
    if (names.has(project.name)) continue;
    names.add(project.name);
    projects.push(project);
  }
  return projects.sort((a, b) => compareText(a.name, b.name));
}

function brokenProject(root: string, manifest: string): Project {
  const name = root === "." ? manifest : root;
  return { name, root, type: "lib", ecosystem: "docker", manifest, version: null, private: true, targets: {} };
}

function everything(projects: readonly Project[]): ReasonSet {
  const reasons = new ReasonSet();
  for (const { name } of projects) reasons.add(name, { kind: "unknown-base" });
  return reasons;
}

function directReasons(input: AffectedInput): ReasonSet {
  const reasons = new ReasonSet();
  addFiles(reasons, input);
  addBroken(reasons, input);
  addLockfiles(reasons, input);
  if (input.previousWorkspace !== null && input.previousWorkspace !== input.workspace)
    addGraphChanges(reasons, input, input.previousWorkspace);
  return reasons;
}

function addFiles(reasons: ReasonSet, { changedFiles, workspace, previousWorkspace, configuration }: AffectedInput): void {
  const isIgnored = matcher(configuration.ignore);
  const now = new ProjectOwners(workspace.projects);
  const before = new ProjectOwners((previousWorkspace ?? workspace).projects);
  const names = new Set(workspace.projects.map(({ name }) => name));
  const workspaceFiles = new WorkspaceFiles(workspace, configuration);
  // What is deleted, nobody can be seen to read any more; but somebody did.
  const filesBefore =
    previousWorkspace === null || previousWorkspace === workspace ? null : new WorkspaceFiles(previousWorkspace, configuration);
  const lockfiles = new Set([...workspace.lockfiles, ...(previousWorkspace?.lockfiles ?? [])].map(({ path }) => path));

  for (const { path, status } of changedFiles) {
    if (isIgnored(path)) continue;
    for (const name of workspaceFiles.projectsReading(path)) reasons.add(name, { kind: "workspace", path });
    for (const name of filesBefore?.projectsReading(path) ?? []) if (names.has(name)) reasons.add(name, { kind: "workspace", path });
    if (lockfiles.has(path) && isOnlyLockfile(path, workspace)) continue;
    for (const owner of ownersOf({ path, status }, now, before)) {
      if (names.has(owner.name)) reasons.add(owner.name, { kind: "file", path });
    }
  }
}

/** A project's own manifest may be what others inherit from (`Cargo.toml`, `go.mod`): then it is a file of that project too. */
function isOnlyLockfile(path: string, { projects }: Workspace): boolean {
  return !projects.some(({ manifest }) => manifest === path);
}

/**
 * Whose file it is or was. A new manifest takes its folder away from the project around it, and a deleted one gives it
 * back, so these concern both; except that the root has so much around it that it is not told apart.
 */
function ownersOf({ path, status }: ChangedFile, now: ProjectOwners, before: ProjectOwners): Project[] {
  const [ownerNow, ownerBefore] = [now.of(path), before.of(path)];
  const owners = new Set<Project>();
  if (ownerNow !== undefined && (status !== "deleted" || isHandedOver(path, ownerBefore, ownerNow))) owners.add(ownerNow);
  if (ownerBefore !== undefined && (status !== "added" || isHandedOver(path, ownerNow, ownerBefore))) owners.add(ownerBefore);
  return [...owners];
}

function isHandedOver(path: string, inner: Project | undefined, outer: Project): boolean {
  return inner !== undefined && inner.manifest === path && inner.root !== outer.root && outer.root !== ".";
}

function addBroken(reasons: ReasonSet, { workspace, previousWorkspace }: AffectedInput): void {
  const owners = new ProjectOwners(workspace.projects);
  const before = new ProjectOwners(previousWorkspace?.projects ?? []);
  for (const { root, manifest } of workspace.broken) {
    const project = owners.at(root) ?? before.at(root) ?? brokenProject(root, manifest);
    reasons.add(project.name, { kind: "file", path: manifest });
  }
}

function addLockfiles(reasons: ReasonSet, { lockfileChanges, configuration }: AffectedInput): void {
  const isIgnored = matcher(configuration.ignore);
  for (const { path, affected } of lockfileChanges) {
    if (isIgnored(path)) continue;
    for (const [name, packages] of affected) {
      if (packages.length === 0) reasons.add(name, { kind: "workspace", path });
      for (const dependency of packages) reasons.add(name, { kind: "external", package: dependency, lockfile: path });
    }
  }
}

/** What the graph itself says: projects that are gone, that are new, and that depend on others than before. */
function addGraphChanges(reasons: ReasonSet, { workspace }: AffectedInput, previous: Workspace): void {
  const names = new Set(workspace.projects.map(({ name }) => name));
  const namesBefore = new Set(previous.projects.map(({ name }) => name));
  const broken = new Set(workspace.broken.map(({ root }) => root));
  const deleted = new Set(previous.projects.filter(({ name, root }) => !names.has(name) && !broken.has(root)).map(({ name }) => name));

  for (const { source, target } of previous.dependencies) {
    if (names.has(source) && deleted.has(target)) reasons.add(source, { kind: "deleted-project", project: target });
  }
  for (const { name, manifest } of workspace.projects) {
    if (!namesBefore.has(name)) reasons.add(name, { kind: "file", path: manifest });
  }
  const [now, before] = [edges(workspace.dependencies), edges(previous.dependencies)];
  for (const { source, target, file } of workspace.dependencies) {
    if (namesBefore.has(source) && !before.has(edge(source, target))) reasons.add(source, { kind: "file", path: file });
  }
  for (const { source, target, file } of previous.dependencies) {
    if (names.has(source) && names.has(target) && !now.has(edge(source, target))) reasons.add(source, { kind: "file", path: file });
  }
}

/** For a project whose manifest cannot be read, the dependencies it had: its dependents still need it. */
function knownDependencies({ workspace, previousWorkspace }: AffectedInput): Dependency[] {
  if (workspace.broken.length === 0 || previousWorkspace === null) return workspace.dependencies;
  const names = new Set(workspace.projects.map(({ name }) => name));
  const broken = new Set(workspace.broken.map(({ root }) => root));
  const lost = new Set(previousWorkspace.projects.filter(({ name, root }) => broken.has(root) && !names.has(name)).map(({ name }) => name));
  return [
    ...workspace.dependencies,
    ...previousWorkspace.dependencies.filter(({ source, target }) => lost.has(source) || lost.has(target)),
  ];
}

/**
 * An image's inputs may lie outside of its project; who makes the image has to be looked at then, and who makes one that is built from it.
 * Others that need the project need not.
 */
function addImageInputs(reasons: ReasonSet, images: readonly ImageInputs[], computed: ReasonSet): void {
  for (const { name, project, repository } of images) {
    for (const reason of computed.sorted(name)) {
      if (reason.kind !== "base-image") reasons.add(project, reason);
      else
        for (const base of imagesOf(reason.reference, repository, images))
          if (base.project !== project && computed.has(base.name)) reasons.add(project, { kind: "dependency", project: base.project });
    }
  }
}

function mergeByProject(images: readonly ImageInputs[], computed: ReasonSet): AffectedResult["images"] {
  const merged = new ReasonSet();
  for (const { name, project } of images) {
    for (const reason of computed.sorted(name)) merged.add(project, reason);
  }
  return merged
    .names()
    .sort(compareText)
    .map((project) => ({ project, reasons: merged.sorted(project) }));
}

function toAffected({ name, root, type, targets }: Project, reasons: ReasonSet): AffectedProject {
  return { name, root, type, targets: Object.keys(targets).sort(compareText), reasons: reasons.sorted(name) };
}

function lockfileWarnings({ lockfileChanges }: AffectedInput): Warning[] {
  return lockfileChanges
    .filter(({ unsure }) => unsure)
    .map(({ path }) => ({
      code: "SLUICE_LOCKFILE_UNSURE" as const,
      message: `${path} cannot be compared with what it was, so every project that installs from it counts as affected.`,
    }));
}

function uniqueWarnings(warnings: readonly Warning[]): Warning[] {
  const unique = new Map(warnings.map(({ code, message }) => [`${code} ${message}`, { code, message }]));
  return [...unique.entries()].sort(([a], [b]) => compareText(a, b)).map(([, warning]) => warning);
}

function edges(dependencies: readonly Dependency[]): Set<string> {
  return new Set(dependencies.map(({ source, target }) => edge(source, target)));
}

function edge(source: string, target: string): string {
  return JSON.stringify([source, target]);
}
