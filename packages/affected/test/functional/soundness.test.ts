import { cpSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type AffectedResult, openMemory } from "@sluice/affected";
import {
  allowedVia,
  folderOfKind,
  hashProjects,
  type Kind,
  type Model,
  type ModelProject,
  nameOf,
  packageNames,
  renderFiles,
  sharedSubmodule,
} from "../support/monorepo-model.ts";
import { AffectedRepository } from "./fixture.ts";

/** How long to look for a miss: some seconds in `npm test`, hours in `npm run test:soak`. */
const budgetSeconds = Number(process.env["SLUICE_SOUNDNESS_SECONDS"] ?? "40");
/** Prints again what a failure said: the seed of the run. */
const seed = Number(process.env["SLUICE_SOUNDNESS_SEED"] ?? String(Date.now() % 2 ** 31));

const kinds: Kind[] = [
  "npm",
  "npm",
  "python",
  "python",
  "go",
  "go",
  "service",
  "service",
  "rust",
  "rust",
  "extension",
  "docker",
  "kustomize",
  "terraform",
];
/** Folders and files may be called like this; manifests' own syntax sets the limit, not git's. */
const oddNames = ["", " with space", "-x", "'quote", "ü", "日本", "(a)", "[b]", "#1", "a+b", "@c", "%d", "~"];
const oddFiles = [
  "notes.txt",
  "-rf",
  "sp ace.txt",
  "ü.md",
  "'q\".txt",
  "[id].txt",
  "{a,b}.txt",
  "deep/er/*.txt",
  "data.txt",
  ".hidden",
  "new\nline",
  "tab\t.txt",
];

interface Draw {
  what: number;
  a: number;
  b: number;
  c: number;
}

const draw: fc.Arbitrary<Draw> = fc.record({ what: fc.nat(9999), a: fc.nat(9999), b: fc.nat(9999), c: fc.nat(9999) });

const scenario = fc.record({
  projects: fc.array(draw, { minLength: 3, maxLength: 12 }),
  needs: fc.array(draw, { maxLength: 16 }),
  // Each step is one change of one to three edits, compared with the step before.
  steps: fc.array(fc.record({ edits: fc.array(draw, { minLength: 1, maxLength: 3 }), isCommitted: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  }),
});

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}

function addProject(model: Model, { a, b, c }: Draw, number: number): void {
  const kind = pick(kinds, a) ?? "npm";
  const id = `p${number}`;
  const parent = pick(
    [...model.projects.values()].filter((project) => project.kind === "python"),
    c,
  );
  // A module nested in a service: other people's test rigs.
  const isNested = kind === "go" && parent !== undefined && c % 4 === 0;
  const root = isNested ? `${parent.root}/test/${id}` : `${folderOfKind[kind]}/${id}${pick(safeNames(kind), b) ?? ""}`;
  model.projects.set(id, {
    id,
    kind,
    root,
    needs: new Map(),
    packages: new Set(),
    reads: new Set(),
    vendored: new Set(),
    files: new Map([["data.txt", id]]),
  });
}

/** Names that the tools of a kind would take: a glob of a workspace must match it, and go.mod has few words. */
function safeNames(kind: Kind): string[] {
  if (kind === "docker" || kind === "service") return [""];
  return kind === "go" ? ["", "-x", "ü", "日本"] : kind === "terraform" ? oddNames.filter((name) => !name.includes("%")) : oddNames;
}

function addNeed({ projects }: Model, { a, b, c }: Draw): boolean {
  const list = [...projects.values()];
  const [from, to] = [pick(list, a), pick(list, b)];
  if (from === undefined || to === undefined || from === to || from.needs.has(to.id)) return false;
  const via = pick(allowedVia(from.kind, to.kind), c);
  if (via !== undefined) from.needs.set(to.id, via);
  return via !== undefined;
}

const mayRead = new Set<Kind>(["npm", "rust", "extension", "kustomize", "service"]);
const mayVendor = new Set<Kind>(["npm", "python", "go", "rust"]);
const mayLock = new Set<Kind>(["npm", "python", "go", "rust", "service"]);

const vendoredNames = ["vend1", "vend2"];

type Edit = readonly [name: string, apply: (model: Model, draw: Draw, project: ModelProject, other: ModelProject) => boolean];

const edits: readonly Edit[] = [
  ["edit a file", (_, { b, c }, { files }) => setFile(files, pick([...files.keys()], b), `edited ${c}`)],
  ["add a file", (_, { b, c }, { files }) => setFile(files, pick(oddFiles, b), `added ${c}`)],
  ["add a link", (_, { b, c }, { files }) => setFile(files, `link${b % 3}`, `link:data.txt${c % 5}`)],
  ["add or move on a submodule", (_, { b, c }, { files }) => setFile(files, `module${b % 2}`, `sub:${c % 4}`)],
  ["move on a shared submodule", ({ shared }, { c }) => setFile(shared, sharedSubmodule, `sub:${c % 4}`)],
  ["read a shared submodule", (_, __, { kind, reads }) => mayRead.has(kind) && kind !== "service" && reads.add(sharedSubmodule).size > 0],
  ["edit a vendored package", ({ vendored }, { b, c }) => setFile(vendored, pick(vendoredNames, b), `vendored ${c}`)],
  ["delete a vendored package", ({ vendored }, { b }) => vendored.delete(pick(vendoredNames, b) ?? "")],
  ["need a vendored package", (_, { b }, { kind, vendored }) => mayVendor.has(kind) && vendored.add(pick(vendoredNames, b) ?? "").size > 0],
  ["delete a file", (_, { b }, { files }) => files.delete(pick([...files.keys()], b) ?? "")],
  ["move a file to another project", (_, { b }, from, to) => moveFile(pick([...from.files.keys()], b), from, to)],
  ["new project", (model, values) => (addProject(model, values, nextNumber(model)), true)],
  ["delete a project", (model, { c }, project) => deleteProject(model, project, c % 2 === 0)],
  ["rename a project's folder", ({ projects }, { b }, project) => renameFolder(projects, project, b)],
  ["add a dependency", (model, values) => addNeed(model, values)],
  ["remove a dependency", (_, { b }, { needs }) => needs.delete(pick([...needs.keys()], b) ?? "")],
  ["add a package", (_, { b }, { packages, kind }) => mayLock.has(kind) && packages.add(pick(packageNames, b) ?? "x").size > 0],
  ["remove a package", (_, { b }, { packages }) => packages.delete(pick([...packages], b) ?? "")],
  ["bump a locked package", ({ versions }, { b }) => bump(versions, pick([...packageNames, "deep"], b) ?? "x")],
  ["edit a shared file", ({ shared }, { b, c }) => setFile(shared, pick([...shared.keys()], b), `shared ${c}`)],
  ["delete a shared file", ({ shared }, { b }) => shared.delete(pick([...shared.keys()], b) ?? "")],
  ["put a shared file back", ({ shared }, { b, c }) => setFile(shared, pick(["one.txt", "two.txt", "three.json"], b), `back ${c}`)],
  [
    "read a shared file",
    (_, { b }, { kind, reads }) => mayRead.has(kind) && reads.add(pick(["one.txt", "two.txt", "three.json"], b) ?? "").size > 0,
  ],
  ["edit nx.json", ({ root }, { c }) => setFile(root, "nx.json", JSON.stringify({ defaultBase: `b${c % 3}` }))],
  [
    "edit a root file that nobody reads",
    ({ root }, { b, c }) => setFile(root, pick(["README.md", ".github/workflows/ci.yml", "docs/a b.md"], b), `root ${c}`),
  ],
];

function setFile(files: Map<string, string>, name: string | undefined, text: string): boolean {
  if (name !== undefined) files.set(name, text);
  return name !== undefined;
}

function moveFile(name: string | undefined, from: ModelProject, to: ModelProject): boolean {
  if (name === undefined || from === to) return false;
  to.files.set(name, from.files.get(name) ?? "");
  return from.files.delete(name);
}

/** With what is nested in it. Those that needed it may still say so. */
function deleteProject({ projects, gone }: Model, { id, root }: ModelProject, isClean: boolean): boolean {
  for (const project of projects.values()) {
    if (project.id !== id && !project.root.startsWith(`${root}/`)) continue;
    projects.delete(project.id);
    gone.set(project.id, project);
    if (isClean) for (const { needs } of projects.values()) needs.delete(project.id);
  }
  return true;
}

function renameFolder(projects: Model["projects"], project: ModelProject, index: number): boolean {
  const { root } = project;
  const isFree = (name: string) => ![...projects.values()].some((other) => other.root === name);
  const renamed = `${root.slice(0, root.lastIndexOf("/"))}/${project.id}r${pick(safeNames(project.kind), index) ?? ""}`;
  if (!isFree(renamed)) return false;
  for (const other of projects.values())
    if (other === project || other.root.startsWith(`${root}/`)) other.root = renamed + other.root.slice(root.length);
  return true;
}

function bump(versions: Map<string, number>, name: string): boolean {
  versions.set(name, (versions.get(name) ?? 0) + 1);
  return true;
}

function nextNumber({ projects, gone }: Model): number {
  return Math.max(-1, ...[...projects.keys(), ...gone.keys()].map((id) => Number(id.slice(1)))) + 1;
}

/** Makes the disk what the model says. */
function write({ root }: AffectedRepository, before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): void {
  for (const path of before.keys()) if (!now.has(path)) rmSync(join(root, path), { recursive: true });
  for (const [path, text] of now) {
    if (before.get(path) === text) continue;
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) rmSync(file, { recursive: true });
    if (text.startsWith("sub:")) writeSubmodule(file, Number(text.slice("sub:".length)));
    else if (text.startsWith("link:")) symlinkSync(text.slice("link:".length), file);
    else writeFileSync(file, text);
  }
}

/** A repository in the repository: git shows the commit that is checked out in it as one entry. */
function writeSubmodule(folder: string, number: number): void {
  cpSync(submodules.root, folder, { recursive: true });
  writeFileSync(join(folder, ".git/HEAD"), `${submodules.commits[number]}\n`);
}

/** What submodules are copies of. Its commits have the same files, so that another HEAD is all that moving on takes. */
const submodules = makeSubmodule();

function makeSubmodule(): { root: string; commits: string[]; remove: () => void } {
  const repository = AffectedRepository.init();
  rmSync(join(repository.root, ".git/hooks"), { recursive: true, force: true });
  const commits = [repository.commit({ "data.txt": "in a submodule" })];
  while (commits.length < 4) commits.push(repository.commit({}, `commit ${commits.length}`));
  return { root: repository.root, commits, remove: () => repository.remove() };
}

afterAll(() => submodules.remove());

interface Tally {
  changes: number;
  affected: number;
  /** Counts by edits and by the kinds of the reasons that were given. */
  alarms: Map<string, number>;
}

/** What was missed; false alarms are counted. A project that is new counts as changed. */
function judge(
  result: AffectedResult,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  names: string[],
  tally: Tally,
): string[] {
  const reported = new Map(result.projects.map(({ name, reasons }) => [name, reasons]));
  const missed = [...now].filter(([name, hash]) => before.get(name) !== hash && !reported.has(name)).map(([name]) => name);
  tally.changes++;
  tally.affected += reported.size;
  for (const [name, reasons] of reported) {
    expect(reasons.length).toBeGreaterThan(0);
    if (before.get(name) !== now.get(name)) continue;
    const key = `${[...new Set(reasons.map((reason) => `${reason.kind}${"path" in reason ? ` ${reason.path.split("/").at(-1)}` : ""}`))].sort().join(", ")} (${names.join("; ")})`;
    tally.alarms.set(key, (tally.alarms.get(key) ?? 0) + 1);
  }
  return missed;
}

async function play(
  { projects, needs, steps }: typeof scenario extends fc.Arbitrary<infer Value> ? Value : never,
  tally: Tally,
): Promise<void> {
  const model: Model = {
    projects: new Map(),
    gone: new Map(),
    versions: new Map([...packageNames, "deep"].map((name) => [name, 0])),
    shared: new Map([
      ["one.txt", "1"],
      ["two.txt", "2"],
    ]),
    vendored: new Map(vendoredNames.map((name) => [name, name])),
    root: new Map([["nx.json", "{}"]]),
  };
  for (const [index, values] of projects.entries()) addProject(model, values, index);
  for (const values of needs) addNeed(model, values);
  using repository = AffectedRepository.init();
  // As everybody runs it: with a memory, which each change finds as the last one left it.
  const memory = openMemory({ folder: join(repository.root, ".git/memory"), identity: "soundness" });
  let files = renderFiles(model);
  write(repository, new Map(), files);
  let base = repository.commit();
  let hashes = hashProjects(model);
  for (const { edits: draws, isCommitted } of steps) {
    const names: string[] = [];
    for (const values of draws) {
      const list = [...model.projects.values()];
      const [project, other] = [pick(list, values.a), pick(list, values.c)];
      const edit = pick(edits, values.what);
      if (project !== undefined && other !== undefined && edit?.[1](model, values, project, other) === true) names.push(edit[0]);
    }
    const now = renderFiles(model);
    write(repository, files, now);
    // A working tree with untracked files must give what the commit gives.
    const head = isCommitted ? repository.commit() : undefined;
    const result = await repository.answer({ base, head, memory });
    const after = hashProjects(model);
    const missed = judge(result, hashes, after, names, tally);
    const seen = { edits: names, changed: result.changedFiles.map(({ path }) => path), reported: result.projects.map(({ name }) => name) };
    const details = [...model.projects.values()].filter((project) => missed.includes(nameOf(project))).map((project) => inspect(project));
    expect({ missed, details, ...seen }).toEqual({ missed: [], details: [], ...seen });
    base = head ?? repository.commit();
    [files, hashes] = [now, after];
  }
}

test(
  "never misses a project that can see a change",
  async () => {
    const tally: Tally = { changes: 0, affected: 0, alarms: new Map() };
    let playing = Promise.resolve();
    await fc.assert(
      fc.asyncProperty(scenario, (value) => (playing = play(value, tally))),
      { seed, numRuns: 1_000_000, interruptAfterTimeLimit: budgetSeconds * 1000, markInterruptAsFailure: false },
    );
    // At the limit fast-check goes on without the one that is being played.
    await playing;
    const alarms = [...tally.alarms].sort(([, a], [, b]) => b - a);
    const count = alarms.reduce((sum, [, number]) => sum + number, 0);
    const summary = `soundness: seed ${seed}, ${tally.changes} changes, ${tally.affected} projects reported, 0 misses, ${count} false alarms`;
    process.stderr.write(`${[summary, ...alarms.slice(0, 30).map(([reason, number]) => `  ${number} × ${reason}`)].join("\n")}\n`);
    expect(tally.changes).toBeGreaterThan(5);
  },
  (budgetSeconds + 120) * 1000,
);
