import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRandom, type Random } from "./random.ts";

/** What {@link generateMonorepo} makes. The same values give the same commits, byte for byte. */
export interface MonorepoOptions {
  /** Absolute path of the folder to make; its parent must be there. */
  folder: string;
  projects: number;
  /** In TypeScript alone; or seven of ten in TypeScript, the others in Python, Go and Rust. */
  languages: Languages;
  /** How many files, about; every project gets an equal share. */
  files: number;
  seed: number;
}

/** The repository, and the one commit whose effect is asked for. */
export interface Monorepo {
  folder: string;
  /** Name of the project in the middle of the graph that the last commit touches. */
  touched: string;
  /** A source file of it. */
  path: string;
  /** Names of the projects that the commit affects, itself among them; sorted. */
  affected: string[];
  /** Those that others may need come first. */
  projects: GeneratedProject[];
  /** Text of every file after the last commit, by path. */
  files: ReadonlyMap<string, string>;
}

/** Which ecosystems the projects of a {@link Monorepo} are of. */
export type Languages = "npm" | "mixed";

type Language = "npm" | "python" | "go" | "rust";

/** One project of a {@link Monorepo}. */
export interface GeneratedProject {
  /** Name of its folder; {@link packageName} is what its manifest says. */
  name: string;
  root: string;
  language: Language;
  /** Indexes of earlier projects of the same language. */
  dependencies: GeneratedProject[];
}

/**
 * Makes a git repository with two commits: a monorepo, and a change of one source file of one project in the middle of
 * the graph. Needs git; nothing in the repository is meant to be built.
 */
export function generateMonorepo({ folder, projects: count, languages, files, seed }: MonorepoOptions): Monorepo {
  const random = createRandom(seed);
  const projects = planProjects(count, PATTERNS[languages], random);
  const { touched, affected } = middleOf(projects);
  const tree = new Map<string, string>(rootFiles(projects));
  for (const project of projects) addProject(tree, project, Math.max(2, Math.round(files / count)), random);
  const path = `${touched.root}/src/file-1.ts`;
  const change = new Map([[path, `${tree.get(path)}export const touched = true;\n`]]);
  importCommits(folder, [tree, change]);
  const names = { touched: packageName(touched), affected: affected.map(packageName).sort() };
  return { folder, path, ...names, projects, files: new Map([...tree, ...change]) };
}

/** The languages of projects in a row, again and again. */
const PATTERNS: Record<Languages, readonly Language[]> = {
  npm: ["npm"],
  mixed: ["npm", "npm", "python", "npm", "npm", "go", "npm", "npm", "rust", "npm"],
};

/** Each project needs up to three earlier ones of its language, near ones more often: a deep graph, not a star. */
function planProjects(count: number, pattern: readonly Language[], random: Random): GeneratedProject[] {
  const byLanguage = new Map<Language, GeneratedProject[]>();
  const projects: GeneratedProject[] = [];
  for (let index = 0; index < count; index += 1) {
    const language = pattern[index % pattern.length] ?? "npm";
    const earlier = byLanguage.get(language) ?? [];
    const dependencies = new Set<GeneratedProject>();
    for (let edge = 0; edge < 3 && earlier.length > 0; edge += 1) {
      const distance = Math.floor(random() ** 2 * earlier.length);
      const dependency = earlier[earlier.length - 1 - distance];
      if (dependency !== undefined && random() < 0.5) dependencies.add(dependency);
    }
    const project = { name: `${language}-${index}`, root: `${language}/group-${index % 20}/${language}-${index}`, language };
    const planned = { ...project, dependencies: [...dependencies] };
    byLanguage.set(language, [...earlier, planned]);
    projects.push(planned);
  }
  return projects;
}

/** The TypeScript project that one project in twenty, or nearly, depends on. */
function middleOf(projects: readonly GeneratedProject[]): { touched: GeneratedProject; affected: GeneratedProject[] } {
  const wanted = projects.length / 20;
  let best: { touched: GeneratedProject; affected: GeneratedProject[] } | null = null;
  for (const touched of projects.filter(({ language }) => language === "npm")) {
    const reached = new Set([touched]);
    // Dependencies come before those that need them.
    for (const project of projects) if (project.dependencies.some((dependency) => reached.has(dependency))) reached.add(project);
    if (best === null || Math.abs(reached.size - wanted) < Math.abs(best.affected.length - wanted))
      best = { touched, affected: [...reached] };
  }
  if (best === null) throw new Error("A monorepo needs a project.");
  return best;
}

/** What a project is called in its manifest. */
export function packageName({ name, language }: GeneratedProject): string {
  return language === "npm" ? `@bench/${name}` : name;
}

function rootFiles(projects: readonly GeneratedProject[]): [string, string][] {
  const roots = (language: Language) => projects.filter((project) => project.language === language).map(({ root }) => root);
  const npm = projects.filter(({ language }) => language === "npm");
  const packages = Object.fromEntries([
    ["", { name: "bench", version: "1.0.0", workspaces: ["npm/*/*"] }],
    ...npm.map(({ root, name, dependencies }) => [
      root,
      { name: `@bench/${name}`, version: "1.0.0", dependencies: { ...npmDependencies(dependencies), ...external(name) } },
    ]),
    ...npm.map(({ root, name }) => [`node_modules/@bench/${name}`, { resolved: root, link: true }]),
    ...Array.from({ length: 200 }, (_, index) => [
      `node_modules/external-${index}`,
      { version: "1.0.0", resolved: `https://registry.example/external-${index}-1.0.0.tgz`, integrity: `sha512-${index}` },
    ]),
  ]);
  return [
    ["package.json", json({ name: "bench", private: true, workspaces: ["npm/*/*"], packageManager: "npm@11.0.0" })],
    ["package-lock.json", json({ name: "bench", lockfileVersion: 3, requires: true, packages })],
    // Nx looks into sources where a package of its own is installed; here it is told to, so that it does the same work.
    [
      "nx.json",
      json({
        targetDefaults: { build: { dependsOn: ["^build"], cache: true } },
        pluginsConfig: { "@nx/js": { analyzeSourceFiles: true } },
      }),
    ],
    ["turbo.json", json({ tasks: { build: { dependsOn: ["^build"] }, test: {}, lint: {} } })],
    [".moon/workspace.yml", "projects:\n  - 'npm/*/*'\n  - 'python/*/*'\n  - 'go/*/*'\n  - 'rust/*/*'\nvcs:\n  defaultBranch: main\n"],
    ["tsconfig.base.json", json({ compilerOptions: { strict: true } })],
    [".gitignore", "node_modules\n.nx\n.turbo\n.moon/cache\n"],
    ...(roots("go").length === 0 ? [] : goWorkspace(roots("go"))),
    ...(roots("rust").length === 0 ? [] : cargoWorkspace(roots("rust"))),
  ];
}

function goWorkspace(roots: readonly string[]): [string, string][] {
  return [["go.work", `go 1.24\n\nuse (\n${roots.map((root) => `\t./${root}\n`).join("")})\n`]];
}

function cargoWorkspace(roots: readonly string[]): [string, string][] {
  return [["Cargo.toml", `[workspace]\nresolver = "3"\nmembers = [\n${roots.map((root) => `  "${root}",\n`).join("")}]\n`]];
}

function addProject(tree: Map<string, string>, project: GeneratedProject, files: number, random: Random): void {
  const { root, language, name } = project;
  for (const [path, text] of MANIFESTS[language](project)) tree.set(`${root}/${path}`, text);
  const isService = language !== "npm" && Number(name.split("-")[1]) % 5 === 0;
  if (isService) tree.set(`${root}/Dockerfile`, "FROM scratch\nCOPY . /app\n");
  const { extension, folder, importOf, ownImport, line } = SOURCES[language];
  for (let index = 1; index < files; index += 1) {
    // One file imports the dependencies; the others import, as most sources do, what is their project's own or the language's.
    const imports = index === 1 ? project.dependencies.map(importOf).join("") : ownImport;
    const body = Array.from({ length: 5 + Math.floor(random() * 30) }, (_, number) => line(index, number)).join("");
    // No two files say the same: what is known by its content would be read once for many.
    const comment = `${language === "python" ? "#" : "//"} Part ${index} of ${name}.\n`;
    tree.set(`${root}/${folder(project)}/file-${index}.${extension}`, comment + SOURCES[language].file(imports, body));
  }
}

const MANIFESTS: Record<Language, (project: GeneratedProject) => [string, string][]> = {
  npm: ({ name, dependencies }) => [
    [
      "package.json",
      json({
        name: `@bench/${name}`,
        version: "1.0.0",
        scripts: { build: "tsc", test: "vitest", lint: "oxlint" },
        dependencies: { ...npmDependencies(dependencies), ...external(name) },
      }),
    ],
  ],
  python: ({ name, root, dependencies }) => [
    [
      "pyproject.toml",
      [
        `[project]\nname = "${name}"\nversion = "1.0.0"\n`,
        `dependencies = [${["fastapi>=0.115", ...dependencies.map((dependency) => dependency.name)].map((text) => `"${text}"`).join(", ")}]\n\n`,
        `[tool.uv.sources]\n`,
        ...dependencies.map((dependency) => `${dependency.name} = { path = "${up(root)}${dependency.root}", editable = true }\n`),
      ].join(""),
    ],
  ],
  go: ({ name, root, dependencies }) => [
    [
      "go.mod",
      [
        `module example.com/bench/${name}\n\ngo 1.24\n`,
        ...dependencies.map((dependency) => `\nrequire example.com/bench/${dependency.name} v1.0.0\n`),
        ...dependencies.map((dependency) => `\nreplace example.com/bench/${dependency.name} => ${up(root)}${dependency.root}\n`),
      ].join(""),
    ],
  ],
  rust: ({ name, root, dependencies }) => [
    [
      "Cargo.toml",
      [
        `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2024"\n\n[dependencies]\nserde = "1"\n`,
        ...dependencies.map((dependency) => `${dependency.name} = { path = "${up(root)}${dependency.root}" }\n`),
      ].join(""),
    ],
  ],
};

interface Source {
  extension: string;
  folder: (project: GeneratedProject) => string;
  importOf: (dependency: GeneratedProject) => string;
  /** An import that leads to no other project. */
  ownImport: string;
  line: (file: number, number: number) => string;
  file: (imports: string, body: string) => string;
}

const snake = (name: string) => name.replaceAll("-", "_");

const SOURCES: Record<Language, Source> = {
  npm: {
    extension: "ts",
    folder: () => "src",
    importOf: ({ name }) => `import * as ${snake(name)} from "@bench/${name}";\n`,
    ownImport: 'import { value1_0 } from "./file-1.js";\nimport { join } from "node:path";\n',
    line: (file, number) => `export function value${file}_${number}(input: string): string {\n  return input + "${number}";\n}\n`,
    file: (imports, body) => imports + body,
  },
  python: {
    extension: "py",
    folder: ({ name }) => snake(name),
    importOf: ({ name }) => `import ${snake(name)}\n`,
    ownImport: "import json\nfrom pathlib import Path\n",
    line: (file, number) => `def value_${file}_${number}(text: str) -> str:\n    return text + "${number}"\n\n`,
    file: (imports, body) => imports + body,
  },
  go: {
    extension: "go",
    folder: () => "internal/parts",
    importOf: ({ name }) => `import _ "example.com/bench/${name}/internal/parts"\n`,
    ownImport: 'import "strings"\n',
    line: (file, number) => `func Value${file}_${number}(text string) string {\n\treturn text + "${number}"\n}\n`,
    file: (imports, body) => `package parts\n\n${imports}\n${body}`,
  },
  rust: {
    extension: "rs",
    folder: () => "src",
    importOf: ({ name }) => `use ${snake(name)} as _;\n`,
    ownImport: "use std::collections::HashMap;\n",
    line: (file, number) => `pub fn value_${file}_${number}(text: &str) -> String {\n    format!("{text}${number}")\n}\n`,
    file: (imports, body) => imports + body,
  },
};

function npmDependencies(dependencies: readonly GeneratedProject[]): Record<string, string> {
  return Object.fromEntries(dependencies.map(({ name }) => [`@bench/${name}`, "1.0.0"]));
}

/** Two packages of the registry, so that the lockfile has closures to tell apart. */
function external(name: string): Record<string, string> {
  const number = Number(name.split("-")[1]);
  return { [`external-${number % 200}`]: "^1.0.0", [`external-${(number * 7) % 200}`]: "^1.0.0" };
}

function up(root: string): string {
  return "../".repeat(root.split("/").length);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Through `git fast-import`: fifty thousand files in a second or two. A fixed date makes the commit ids repeatable. */
function importCommits(folder: string, trees: readonly ReadonlyMap<string, string>[]): void {
  mkdirSync(folder);
  const git = (args: string[], input?: Buffer) => execFileSync("git", args, { cwd: folder, input, stdio: ["pipe", "ignore", "inherit"] });
  git(["init", "--quiet", "--initial-branch=main"]);
  const parts: Buffer[] = [];
  for (const [index, tree] of trees.entries()) {
    parts.push(
      Buffer.from(
        `commit refs/heads/main\ncommitter Bench <bench@example.com> ${1_750_000_000 + index} +0000\n${data(`commit ${index + 1}`)}`,
      ),
    );
    for (const [path, text] of tree) parts.push(Buffer.from(`M 100644 inline ${path}\n${data(text)}`));
  }
  git(["fast-import", "--quiet"], Buffer.concat(parts));
  git(["reset", "--quiet", "--hard", "main"]);
  git(["repack", "-q", "-a", "-d"]);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
