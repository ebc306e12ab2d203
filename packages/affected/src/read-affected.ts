import type { Configuration } from "@sluice/core";
import type { Workspace } from "@sluice/ecosystems";
import { importLanguageOf } from "@sluice/ecosystems/scan";
import type { DiffRange, Repository, WorkingTree } from "@sluice/git";
import type { GitHub, GitHubEvent } from "@sluice/github";
import { type Base, knownBase } from "./base/base.ts";
import { readBase } from "./base/read-base.ts";
import { type ComputedAffected, computeWithImages } from "./compute/compute-affected.ts";
import { type Answer, type AnswerKey, answerSettings, recallAnswer, rememberAnswer } from "./memory/answer.ts";
import type { Change, Graph } from "./memory/graph.ts";
import { GraphMemory } from "./memory/graph-memory.ts";
import { GraphReader, type GraphSources, mayRemember, type Near, type State } from "./memory/graph-reader.ts";
import type { Memory } from "./memory/open-memory.ts";
import type { Scanners } from "./reading/scan-beside.ts";
import { givenFiles } from "./reading/given-files.ts";
import { isLockfileName } from "./reading/is-lockfile-name.ts";
import { withKnownTexts } from "./reading/known-texts.ts";
import { readLockfileChanges } from "./reading/read-lockfile-changes.ts";
import { followingLinks, readDiskFile, readRevisionFiles, readWorkingTreeFiles, type RepositoryFiles } from "./reading/repository-files.ts";
import type { ChangedFile } from "./result.ts";

/** What {@link readAffected} looks at, and how it reads what other packages know about. */
export interface ReadAffectedOptions {
  repository: Repository;
  configuration: Pick<Configuration, "defaultBranch" | "remote" | "affected">;
  /** The event of a workflow run; null on a person's machine, and in a CI system that tells none. */
  event: GitHubEvent | null;
  /** Whether a CI system runs this. */
  isAutomated?: boolean;
  /** To ask for the last green run; null without a token. */
  github: GitHub | null;
  /** Reads projects and dependencies from a state of the repository. */
  readWorkspace: GraphSources["readWorkspace"];
  /** Reads the images of the same state; further paths in its list count as being there, which a change may have deleted. */
  readImages: GraphSources["readImages"];
  /** What earlier runs found out; null or left out: everything is read. */
  memory?: Memory | null;
  /** Everything beside the files that decides what the readers give, for the memory: the configuration as text. */
  settings?: string;
  /** The graphs in that memory, from which some may have been recalled already. */
  graphs?: GraphMemory;
  /** Threads for the sources, started while something else was waited for. */
  scanners?: Scanners | null;
  /** A revision to compare with, in place of the one that event and branch suggest. */
  base?: string | undefined;
  /** A revision to look at, in place of the working tree. */
  head?: string | undefined;
  /** Changed files, in place of what git says; absolute or from `cwd`. */
  files?: readonly string[] | undefined;
  /** Absolute path that `files` start from. */
  cwd: string;
}

/** The answer, with the graph it comes from. */
export interface Affected extends ComputedAffected {
  workspace: Workspace;
  previousWorkspace: Workspace | null;
}

/**
 * Reads what a change affects: the base, the changed files, the workspace at both ends, lockfiles and images; then
 * {@link computeWithImages}. May fetch history in a shallow clone; writes nothing else but the memory.
 *
 * Throws SLUICE_UNKNOWN_REVISION for a `base` or `head` that does not exist, SLUICE_FILE_OUTSIDE, and what the readers throw.
 */
export async function readAffected(asked: ReadAffectedOptions): Promise<Affected> {
  const options = { ...asked, repository: withKnownTexts(asked.repository) };
  return readGraphs(options, await readComparison(options));
}

/** {@link readAffected} without the graph: an answer that is remembered is not worked out again. */
export async function readAnswer(asked: ReadAffectedOptions): Promise<Answer> {
  const options = { ...asked, repository: withKnownTexts(asked.repository) };
  const { memory = null } = options;
  const comparison = await readComparison(options);
  const key = memory === null ? null : answerKey(options, comparison);
  const known = memory === null || key === null ? null : recallAnswer(memory, key, comparison.base.source);
  if (known !== null) return known;
  const { result, workspace, isRememberable } = await readGraphs(options, comparison);
  const answer = { result, projects: workspace.projects.map(({ name }) => name) };
  if (memory !== null && key !== null && isRememberable) rememberAnswer(memory, key, { ...answer, retyped: retypedIn(comparison) });
  return answer;
}

async function readGraphs(options: ReadAffectedOptions, comparison: Comparison): Promise<Affected & { isRememberable: boolean }> {
  const { repository, memory = null, configuration } = options;
  const { base, changedFiles, before, after } = comparison;
  const graphs = options.graphs ?? new GraphMemory({ memory, root: repository.root, settings: options.settings ?? "" });
  const reader = new GraphReader(options, { graphs, memory, scanners: options.scanners ?? null });
  askAheadForLockfiles(repository, comparison);
  // Threads were started where nothing is remembered: git still lists the files, and the larger the program the longer it takes to start another.
  if (options.scanners != null) askAheadForTexts(repository, comparison);
  const graph = await reader.read(after, { withImages: true });
  // Without a changed file the graph is the same; reading it again would tell nothing.
  const previous = before === null || changedFiles.length === 0 ? null : await reader.read(before.state, { withImages: false });
  const workspace = graph.workspace;
  const previousWorkspace = previous?.workspace ?? null;
  const lockfileChanges = await readLockfileChanges({
    workspace,
    previousWorkspace,
    changedFiles,
    readBefore: comparison.isComparable && before !== null ? textsAt(repository, before.revision) : null,
    readAfter: comparison.head === null ? (path) => readDiskFile(repository.root, path) : textsAt(repository, comparison.head),
    memory,
  });
  const { images, warnings } = await withDeletedInputs(options, graph, comparison);
  const computed = computeWithImages({
    base,
    head: { revision: comparison.head },
    changedFiles,
    workspace,
    previousWorkspace,
    lockfileChanges,
    images,
    configuration: configuration.affected,
    warnings,
  });
  return { ...computed, workspace, previousWorkspace, isRememberable: mayRemember(graph, after.disk) };
}

/** The sources that decide whether the graph before is the same, as they were, while the files are looked through. */
function askAheadForTexts(repository: Repository, { changedFiles, before }: Comparison): void {
  const paths = changedFiles.filter(({ path }) => importLanguageOf(path) !== null).map(({ path }) => path);
  if (before === null || paths.length === 0 || paths.length > WORTH_ASKING) return;
  // Whoever asks for them gets the error.
  repository.readFilesAt(before.revision, paths).catch(() => {});
}

/** What a lockfile says in both states, while the graph is recalled. */
function askAheadForLockfiles(repository: Repository, { changedFiles, before, head }: Comparison): void {
  const paths = changedFiles.map(({ path }) => path).filter(isLockfileName);
  if (before === null || paths.length > FEW) return;
  for (const path of paths)
    for (const revision of [before.revision, head]) if (revision !== null) repository.readFilesAt(revision, [path]).catch(() => {});
}

const FEW = 3;

/** What edited sources say in the commit, while git compares it with the base. */
function askAheadForEdited({ repository, memory = null }: ReadAffectedOptions, tip: string | null, disk: WorkingTree | null): void {
  if (tip === null || disk === null || memory?.has("graph") !== true || !disk.changes.every(({ status }) => status === "modified")) return;
  const sources = disk.changes.map(({ path }) => path).filter((path) => importLanguageOf(path) !== null);
  if (sources.length > 0 && sources.length <= WORTH_ASKING) repository.readFilesAt(tip, sources).catch(() => {});
}

/** With more changed files than that, one may well change the graph. */
const WORTH_ASKING = 100;

/** What is compared with what, before any file is read. */
interface Comparison {
  base: Base;
  /** Commit id; null for the working tree. */
  head: string | null;
  /** The commit that is checked out; null before the first one. */
  checkedOut: string | null;
  changedFiles: ChangedFile[];
  after: State;
  /** The state before, for graph and lockfiles. */
  before: { revision: string; state: State } | null;
  /** Whether a file's text before is its text at `before`. */
  isComparable: boolean;
}

async function readComparison(options: ReadAffectedOptions): Promise<Comparison> {
  const { repository, configuration, event, isAutomated = false, github, memory = null } = options;
  const head = options.head === undefined ? null : await repository.resolveRevision(options.head);
  const checkedOut = await repository.headRevision();
  const tip = head ?? checkedOut;
  const tipTree = tip === null ? null : await repository.treeId(tip);
  // What git says of the working tree is worth its time only where something may be remembered of it.
  const [disk, base] = await Promise.all([
    head === null && memory !== null && tip !== null ? repository.readWorkingTree() : null,
    options.files === undefined ? readBase({ repository, configuration, event, isAutomated, github, base: options.base, head }) : null,
  ]);
  askAheadForEdited(options, tip, disk);
  const compared = disk === null || tip === null ? null : { commit: tip, workingTree: disk };
  const open = once(() => (head === null ? readWorkingTreeFiles(repository, compared) : readRevisionFiles(repository, head)));
  const readTexts = head === null ? diskTexts(repository) : commitTexts(repository, head, open.opened);
  const state: State = { ...tipState({ head, tip, tipTree, disk }), disk, open, readTexts };
  if (base === null) {
    const changedFiles = givenFiles(options.files ?? [], { root: repository.root, cwd: options.cwd, files: (await open()).files });
    const unknown: Base = { ...knownBase("", "argument"), revision: null };
    const before = checkedOut === null ? null : await stateBefore({ repository, revision: checkedOut, near: [] });
    return { base: unknown, head, checkedOut, changedFiles, after: state, before, isComparable: false };
  }
  const { revision } = base;
  const isTip = revision !== null && revision === tip;
  const isClean = disk !== null && disk.changes.length === 0;
  const changedFiles = await changedSince(repository, {
    revision,
    head: isClean ? tip : head,
    isSame: isTip && (head !== null || isClean),
    through: compared,
  });
  const tipTexts = head === null ? undefined : readTexts;
  const nearBefore = nearTip({ tip, tree: state.tree, changedFiles, readTexts: tipTexts });
  const before = revision === null ? null : await stateBefore({ repository, revision, near: nearBefore });
  const near =
    before?.state.tree == null ? [] : [{ tree: before.state.tree, revision: before.revision, changes: changedFiles.map(toChange) }];
  return {
    base,
    head,
    checkedOut,
    changedFiles,
    after: { ...state, near: [...state.near, ...near] },
    before,
    isComparable: revision !== null,
  };
}

interface Tip {
  head: string | null;
  tip: string | null;
  tipTree: string | null;
  disk: WorkingTree | null;
}

function tipState({ head, tip, tipTree, disk }: Tip): Pick<State, "tree" | "near" | "edits"> {
  const unknown = { tree: null, near: [], edits: null };
  if (tip === null || tipTree === null) return unknown;
  if (head !== null) return { ...unknown, tree: tipTree };
  // Nothing is known of a working tree that git was not asked about.
  if (disk === null) return unknown;
  if (disk.changes.length === 0) return { ...unknown, tree: tipTree };
  return {
    tree: null,
    near: [{ tree: tipTree, revision: tip, changes: disk.changes.map(toChange) }],
    edits: { tree: tipTree, revision: tip },
  };
}

async function changedSince(
  repository: Repository,
  { revision, head, isSame, through }: { revision: string | null; isSame: boolean } & Required<Omit<DiffRange, "base">>,
): Promise<ChangedFile[]> {
  return revision === null || isSame ? [] : repository.diffFiles({ base: revision, head, through });
}

async function stateBefore({ repository, revision, near }: { repository: Repository; revision: string; near: State["near"] }) {
  const state: State = {
    tree: await repository.treeId(revision),
    near,
    disk: null,
    edits: null,
    open: once(() => readRevisionFiles(repository, revision)),
    readTexts: (paths) => repository.readFilesAt(revision, paths),
  };
  return { revision, state };
}

interface TipBeside extends Pick<Near, "readTexts"> {
  tip: string | null;
  tree: string | null;
  changedFiles: readonly ChangedFile[];
}

/** What is known of the tip tells of the base as well. */
function nearTip({ tip, tree, changedFiles, readTexts }: TipBeside): State["near"] {
  return tip === null || tree === null ? [] : [{ tree, revision: tip, changes: changedFiles.map(toChange), readTexts }];
}

function toChange({ path, status, isRetyped }: ChangedFile): Change {
  return { path, modified: status === "modified" && !isRetyped };
}

function retypedIn({ changedFiles }: Comparison): string[] {
  return changedFiles.filter(({ isRetyped }) => isRetyped).map(({ path }) => path);
}

/** The answer for a commit, or for a working tree that is one, compared with a base there is nothing more to say about. */
function answerKey(options: ReadAffectedOptions, { base, head, checkedOut, after }: Comparison): AnswerKey | null {
  const tip = head ?? (after.tree === null ? null : checkedOut);
  if (base.revision === null || base.warnings.length > 0 || tip === null) return null;
  return { base: base.revision, head: tip, isWorkingTree: head === null, settings: settingsOf(options) };
}

function settingsOf({ repository, settings = "", memory = null }: ReadAffectedOptions): string {
  return answerSettings(repository.root, settings, memory);
}

/** The same for the working tree. */
function diskTexts(repository: Repository): State["readTexts"] {
  return (paths) => textsBy(paths, (path) => readDiskFile(repository.root, path));
}

/** Those of a commit: without a git process where its files were opened. */
function commitTexts(repository: Repository, commit: string, opened: () => Promise<RepositoryFiles> | null): State["readTexts"] {
  return async (paths) => {
    const files = await opened();
    return files === null ? repository.readFilesAt(commit, paths) : textsBy(paths, files.readSource);
  };
}

async function textsBy(paths: readonly string[], read: (path: string) => Promise<string | null>): Promise<Map<string, string>> {
  const texts = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
  return new Map(texts.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])));
}

/** Text of a few files of a commit, without listing the others. */
function textsAt(repository: Repository, revision: string): (path: string) => Promise<string | null> {
  return async (path) => (await repository.readFilesAt(revision, [path])).get(path) ?? null;
}

/** `make`, called when it is first asked for; `opened` gives what came of it, null before that. */
function once<Value>(make: () => Promise<Value>): (() => Promise<Value>) & { opened: () => Promise<Value> | null } {
  let made: Promise<Value> | null = null;
  return Object.assign(() => (made ??= make()), { opened: () => made });
}

/**
 * The images as they are, each with the deleted files it was made from too: what a pattern matched and matches no longer.
 * A deleted Dockerfile is no image.
 */
async function withDeletedInputs(
  { readImages }: ReadAffectedOptions,
  { workspace, images: known }: Graph,
  { changedFiles, after }: Comparison,
) {
  const { images, warnings } = known ?? { images: [], warnings: [] };
  const deleted = changedFiles
    .filter(({ path, status }) => status === "deleted" && !/(Docker|Container)file/i.test(path))
    .map(({ path }) => path);
  if (images.length === 0 || deleted.length === 0) return { images, warnings };
  const files = followingLinks(await after.open());
  const withDeleted = await readImages(workspace, { ...files, files: [...new Set([...files.files, ...deleted])].sort() });
  const further = new Map(withDeleted.images.map(({ name, inputs }) => [name, inputs]));
  return {
    images: images.map((image) => ({ ...image, inputs: [...new Set([...image.inputs, ...(further.get(image.name) ?? [])])] })),
    warnings,
  };
}
