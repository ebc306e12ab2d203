import { cpSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { TestRepository } from "../../../../tools/test/test-repository.ts";
import { allowedVia, folderOfKind, type Kind, type Model, type ModelProject, packageNames, sharedSubmodule } from "./monorepo-model.ts";

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

/** Numbers that pick something. */
export interface Draw {
  what: number;
  a: number;
  b: number;
  c: number;
}

/** What a run makes of its numbers. */
export interface Scenario {
  projects: Draw[];
  needs: Draw[];
  steps: { edits: Draw[]; isCommitted: boolean }[];
}

const draw: fc.Arbitrary<Draw> = fc.record({ what: fc.nat(9999), a: fc.nat(9999), b: fc.nat(9999), c: fc.nat(9999) });

/** A monorepo to begin with, and what is done to it: each step is one change of one to three edits, compared with the step before. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
  projects: fc.array(draw, { minLength: 3, maxLength: 12 }),
  needs: fc.array(draw, { maxLength: 16 }),
  steps: fc.array(fc.record({ edits: fc.array(draw, { minLength: 1, maxLength: 3 }), isCommitted: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  }),
});

/** The monorepo to begin with; `root` are files at its root. */
export function startModel({ projects, needs }: Scenario, root: Record<string, string> = { "nx.json": "{}" }): Model {
  const model: Model = {
    projects: new Map(),
    gone: new Map(),
    versions: new Map([...packageNames, "deep"].map((name) => [name, 0])),
    shared: new Map([
      ["one.txt", "1"],
      ["two.txt", "2"],
    ]),
    vendored: new Map(vendoredNames.map((name) => [name, name])),
    root: new Map(Object.entries(root)),
  };
  for (const [index, values] of projects.entries()) addProject(model, values, index);
  for (const values of needs) addNeed(model, values);
  return model;
}

/** Makes one change of the model; gives the names of the edits that did something. */
export function applyEdits(model: Model, draws: readonly Draw[]): string[] {
  const names: string[] = [];
  for (const values of draws) {
    const list = [...model.projects.values()];
    const [project, other] = [pick(list, values.a), pick(list, values.c)];
    const edit = pick(edits, values.what);
    if (project !== undefined && other !== undefined && edit?.[1](model, values, project, other) === true) names.push(edit[0]);
  }
  return names;
}

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
  ["edit nx.json", ({ root }, { c }) => setFile(root, "nx.json", withDefaultBase(root.get("nx.json"), `b${c % 3}`))],
  [
    "edit a root file that nobody reads",
    ({ root }, { b, c }) => setFile(root, pick(["README.md", ".github/workflows/ci.yml", "docs/a b.md"], b), `root ${c}`),
  ],
];

function withDefaultBase(text: string | undefined, defaultBase: string): string {
  return JSON.stringify({ ...(JSON.parse(text ?? "{}") as object), defaultBase });
}

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
export function writeModel({ root }: TestRepository, before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): void {
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
  const { repository, commits } = (submodules ??= makeSubmodule());
  cpSync(repository.root, folder, { recursive: true });
  writeFileSync(join(folder, ".git/HEAD"), `${commits[number]}\n`);
}

/** What submodules are copies of. Its commits have the same files, so that another HEAD is all that moving on takes. */
let submodules: { repository: TestRepository; commits: string[] } | null = null;

function makeSubmodule(): NonNullable<typeof submodules> {
  const repository = TestRepository.init();
  rmSync(join(repository.root, ".git/hooks"), { recursive: true, force: true });
  const commits = [repository.commit({ "data.txt": "in a submodule" })];
  while (commits.length < 4) commits.push(repository.commit({}, `commit ${commits.length}`));
  return { repository, commits };
}

/** For the end of a test file. */
export function removeSubmodules(): void {
  submodules?.repository.remove();
}
