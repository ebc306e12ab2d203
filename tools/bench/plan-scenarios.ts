import { type GeneratedProject, packageName } from "./generate-monorepo.ts";

/** New text by path; null deletes the file. */
export type Edits = ReadonlyMap<string, string | null>;

/** One change, and what it affects in truth. */
export interface Scenario {
  name: string;
  edits: Edits;
  /** The projects after the change. */
  projects: readonly GeneratedProject[];
  /** Package names of all projects that can see the change, sorted. */
  affected: string[];
}

/** What is put on top of a generated monorepo, and the changes that are then looked at one by one. */
export interface ScenarioPlan {
  /** A package of the registry that one project uses, imports that no manifest declares, and settings that a few projects extend. */
  preparation: Edits;
  scenarios: Scenario[];
}

/** A generated monorepo as values. */
export interface ScenarioInput {
  projects: readonly GeneratedProject[];
  files: ReadonlyMap<string, string>;
  /** Package name of a project in TypeScript that others need. */
  touched: string;
}

/** Plans the changes at which the tools are compared. Pure; throws for a monorepo too small to have them. */
export function planScenarios({ projects, files, touched: touchedName }: ScenarioInput): ScenarioPlan {
  const touched = found(projects.find((project) => packageName(project) === touchedName));
  const hidden = { npm: hiddenImport(projects, touched, "npm"), python: hiddenImport(projects, touched, "python") };
  const npm = projects.filter(({ language }) => language === "npm");
  const extending = npm.filter((project, index) => index % 10 === 3 && dependentsOf([project], projects, []).length < 10);
  const preparation = new Map([
    ...onlyHere(touched, files),
    withMain(hidden.npm.to, files),
    ...[hidden.npm, hidden.python].map(({ from, to }) => withImport(from, to, files)),
    ...npm.map((project): [string, string] => [`${project.root}/tsconfig.json`, tsconfig(project, extending.includes(project))]),
  ]);
  const prepared = new Map([...files, ...preparation]);
  const further = [hidden.npm, hidden.python];
  const affectedBy = (start: readonly GeneratedProject[]) => dependentsOf(start, projects, further).map(packageName).sort();
  const isTouched = (name: string) => name === touchedName;
  const scenario = (name: string, edits: Edits, affected: string[]): Scenario => ({ name, edits, projects, affected });

  return {
    preparation,
    scenarios: [
      scenario("a source file", appended(sourceOf(touched), prepared), affectedBy([touched])),
      scenario("a dependency that one project uses, in package-lock.json alone", bumped(prepared), affectedBy([touched])),
      {
        name: "a deleted project, and the dependencies on it",
        edits: deleted(touched, projects, prepared),
        projects: projects
          .filter((project) => project !== touched)
          .map((project) => ({ ...project, dependencies: project.dependencies.filter((need) => need !== touched) })),
        affected: affectedBy([touched]).filter((name) => !isTouched(name)),
      },
      {
        name: "a renamed project folder",
        edits: renamed(touched, prepared),
        projects: projects.map((project) => (project === touched ? { ...project, root: newRoot(touched) } : project)),
        affected: affectedBy([touched]),
      },
      scenario("what an import in TypeScript leads to that no package.json declares", ...hiddenEdit(hidden.npm.to)),
      scenario("what an import in Python leads to that no pyproject.toml declares", ...hiddenEdit(hidden.python.to)),
      scenario("tsconfig.base.json, which some projects extend", settingsEdit(), affectedBy(extending)),
      scenario("a file at the root that nobody reads", new Map([["NOTES.md", "Notes.\n"]]), []),
    ],
  };

  function hiddenEdit(to: GeneratedProject): [Edits, string[]] {
    return [appended(sourceOf(to), prepared), affectedBy([to])];
  }
}

/** One project's import of another that its manifest does not name. */
interface HiddenImport {
  from: GeneratedProject;
  to: GeneratedProject;
}

/** The last project of a language that others need imports one that it cannot see so far, and that a few need. */
function hiddenImport(projects: readonly GeneratedProject[], touched: GeneratedProject, language: string): HiddenImport {
  const own = projects.filter((project) => project.language === language && project !== touched);
  const reach = (project: GeneratedProject) => dependentsOf([project], projects, []);
  const from = found(own.findLast((project) => reach(project).length > 2));
  const before = own.slice(0, own.indexOf(from));
  const to = found(before.findLast((project) => reach(project).length > 4 && !reach(project).includes(from)));
  return { from, to };
}

/** Those that a change in `start` reaches, themselves among them. */
function dependentsOf(
  start: readonly GeneratedProject[],
  projects: readonly GeneratedProject[],
  further: readonly HiddenImport[],
): GeneratedProject[] {
  const reached = new Set(start);
  const needs = (project: GeneratedProject) => [
    ...project.dependencies,
    ...further.filter(({ from }) => from === project).map(({ to }) => to),
  ];
  // Dependencies come before those that need them.
  for (const project of projects) if (needs(project).some((need) => reached.has(need))) reached.add(project);
  return [...reached];
}

const LOCKFILE = "package-lock.json";
const PACKAGE = "only-here";

function onlyHere({ root }: GeneratedProject, files: ReadonlyMap<string, string>): [string, string][] {
  const manifest = json(files, `${root}/package.json`);
  const lock = json(files, LOCKFILE);
  table(manifest, "dependencies")[PACKAGE] = "^1.0.0";
  table(table(table(lock, "packages"), root), "dependencies")[PACKAGE] = "^1.0.0";
  table(lock, "packages")[`node_modules/${PACKAGE}`] = locked("1.0.0");
  return [
    [`${root}/package.json`, text(manifest)],
    [LOCKFILE, text(lock)],
  ];
}

function bumped(files: ReadonlyMap<string, string>): Edits {
  const lock = json(files, LOCKFILE);
  table(lock, "packages")[`node_modules/${PACKAGE}`] = locked("1.0.1");
  return new Map([[LOCKFILE, text(lock)]]);
}

function locked(version: string): Record<string, string> {
  return { version, resolved: `https://registry.example/${PACKAGE}-${version}.tgz`, integrity: `sha512-${version}` };
}

function deleted(project: GeneratedProject, projects: readonly GeneratedProject[], files: ReadonlyMap<string, string>): Edits {
  const name = packageName(project);
  const lock = json(files, LOCKFILE);
  const edits = new Map<string, string | null>(below(project.root, files).map((path) => [path, null]));
  delete table(lock, "packages")[project.root];
  delete table(lock, "packages")[`node_modules/${name}`];
  for (const dependent of projects.filter(({ dependencies }) => dependencies.includes(project))) {
    const path = `${dependent.root}/package.json`;
    const manifest = json(files, path);
    delete table(manifest, "dependencies")[name];
    delete table(table(table(lock, "packages"), dependent.root), "dependencies")[name];
    edits.set(path, text(manifest));
    const source = sourceOf(dependent);
    const lines = (files.get(source) ?? "").split("\n").filter((line) => !line.includes(`"${name}"`));
    edits.set(source, lines.join("\n"));
  }
  return edits.set(LOCKFILE, text(lock));
}

function renamed(project: GeneratedProject, files: ReadonlyMap<string, string>): Edits {
  const { root } = project;
  const edits = new Map<string, string | null>();
  for (const path of below(root, files)) {
    edits.set(path, null);
    edits.set(newRoot(project) + path.slice(root.length), files.get(path) ?? "");
  }
  const lock = json(files, LOCKFILE);
  const packages = table(lock, "packages");
  packages[newRoot(project)] = packages[root];
  delete packages[root];
  packages[`node_modules/${packageName(project)}`] = { resolved: newRoot(project), link: true };
  return edits.set(LOCKFILE, text(lock));
}

function newRoot({ root }: GeneratedProject): string {
  return `${root}-renamed`;
}

/** Some projects extend what stands at the root, the others have settings of their own. */
function tsconfig({ root }: GeneratedProject, isExtending: boolean): string {
  return text(isExtending ? { extends: `${up(root)}tsconfig.base.json` } : { compilerOptions: { strict: true } });
}

function settingsEdit(): Edits {
  return new Map([["tsconfig.base.json", text({ compilerOptions: { strict: true, noUnusedLocals: true } })]]);
}

function withImport(from: GeneratedProject, to: GeneratedProject, files: ReadonlyMap<string, string>): [string, string] {
  const path = sourceOf(from);
  const line = from.language === "npm" ? `import "${packageName(to)}";\n` : `import ${to.name.replaceAll("-", "_")}\n`;
  return [path, line + (files.get(path) ?? "")];
}

/** So that what is imported can be found. */
function withMain({ root }: GeneratedProject, files: ReadonlyMap<string, string>): [string, string] {
  const path = `${root}/package.json`;
  return [path, text({ ...json(files, path), main: "src/file-1.ts" })];
}

function appended(path: string, files: ReadonlyMap<string, string>): Edits {
  return new Map([[path, `${found(files.get(path))}\n`]]);
}

/** The file that has a project's imports. */
function sourceOf({ root, name, language }: GeneratedProject): string {
  return language === "npm" ? `${root}/src/file-1.ts` : `${root}/${name.replaceAll("-", "_")}/file-1.py`;
}

function below(root: string, files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].filter((path) => path.startsWith(`${root}/`));
}

function json(files: ReadonlyMap<string, string>, path: string): Record<string, unknown> {
  return JSON.parse(found(files.get(path)));
}

function table(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const inner = value[key];
  if (typeof inner !== "object" || inner === null) throw new Error(`There is no ${key} here.`);
  return inner as Record<string, unknown>;
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function up(root: string): string {
  return "../".repeat(root.split("/").length);
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("The monorepo is too small: take more projects.");
  return value;
}
