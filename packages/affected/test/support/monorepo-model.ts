import { createHash } from "node:crypto";

/**
 * Kinds of project that the model makes. `extension` is a crate that is a Python project too, in one folder; `service` a Go program
 * with a package.json and no go.mod, in a module that all services share.
 */
export type Kind = "npm" | "python" | "go" | "service" | "rust" | "extension" | "docker" | "kustomize" | "terraform";

/** How one project says that it needs another. */
export type Via = "manifest" | "import" | "path";

/** A project of the model. */
export interface ModelProject {
  id: string;
  kind: Kind;
  root: string;
  needs: Map<string, Via>;
  /** Packages from elsewhere, locked by the kind's lockfile. */
  packages: Set<string>;
  /** Files of no project that its sources take in. */
  reads: Set<string>;
  /** Vendored packages that its manifest names by their path. */
  vendored: Set<string>;
  /** Its further files, from its folder; a link's content begins with `link:`, a submodule's is `sub:` and the number of its commit. */
  files: Map<string, string>;
}

/** A monorepo: what is in it, said without any manifest. */
export interface Model {
  projects: Map<string, ModelProject>;
  /** Deleted ones, which others may still name. */
  gone: Map<string, ModelProject>;
  /** Versions of packages from elsewhere, for all projects. */
  versions: Map<string, number>;
  /** Files of no project, by name in `shared`. */
  shared: Map<string, string>;
  /** What is in `third_party`, where nothing is a project: a text by name. */
  vendored: Map<string, string>;
  /** Files at the root. */
  root: Map<string, string>;
}

/** In `shared`, a submodule; what takes it in names a file in it. */
export const sharedSubmodule = "mod";

/** `x` comes with `deep` everywhere, so that closures are more than direct dependencies. */
export const packageNames: string[] = ["x", "y", "z"];
const comesWith: Record<string, string[]> = { x: ["deep"], y: [], z: ["deep"] };

/** Which kinds may need which, and how: as far as tools of those kinds could. */
export function allowedVia(from: Kind, to: Kind): Via[] {
  const python = (kind: Kind) => kind === "python" || kind === "extension";
  // They share packages of their module, and nothing of each other.
  if (from === "service") return [];
  if (from === "npm") return to === "npm" ? ["manifest", "import", "path"] : [];
  if (from === "python") return python(to) ? ["manifest", "import"] : [];
  if (from === "extension") return to === "rust" ? ["manifest"] : to === "python" ? ["manifest", "import"] : [];
  if (from === "rust") return to === "rust" ? ["manifest"] : ["path"];
  if (from === to) return from === "go" ? ["manifest", "import"] : ["manifest"];
  return [];
}

/** The folder that projects of a kind stand in. */
export const folderOfKind: Record<Kind, string> = {
  npm: "js",
  python: "py",
  go: "go",
  service: "mono/cmd",
  rust: "rs",
  extension: "rs",
  docker: "images",
  kustomize: "k8s",
  terraform: "infra",
};

/** Every file of the repository, by path. */
export function renderFiles(model: Model): Map<string, string> {
  const files = new Map(model.root);
  for (const [name, text] of model.shared) files.set(`shared/${name}`, text);
  for (const [name, text] of model.vendored) {
    const folder = `third_party/${name}`;
    files.set(`${folder}/deep/data.txt`, text);
    files.set(`${folder}/package.json`, JSON.stringify({ name, version: "1.0.0" }));
    files.set(`${folder}/go.mod`, `module example.com/${name}\n`);
    files.set(`${folder}/Cargo.toml`, `[package]\nname = "${name}"\nversion = "1.0.0"\n`);
    files.set(`${folder}/pyproject.toml`, `[project]\nname = "${name}"\nversion = "1.0.0"\n`);
  }
  renderWorkspaces(model, files);
  renderSharedModule(model, files);
  for (const project of model.projects.values()) {
    for (const [name, text] of [...renderManifests(project, model), ...project.files]) files.set(`${project.root}/${name}`, text);
  }
  return files;
}

/** Names of the projects in the tool's eyes: a deployment is called by its path. */
export function nameOf({ id, kind, root }: ModelProject): string {
  if (kind === "npm") return `@acme/${id}`;
  if (kind === "docker") return root.slice(root.lastIndexOf("/") + 1);
  return kind === "kustomize" || kind === "terraform" ? root : id;
}

/** By name, a hash of everything that each project can see: its files, what they take in, its locked packages, nx.json, and all that of what it needs. */
export function hashProjects(model: Model): Map<string, string> {
  const own = new Map<string, string>();
  for (const project of model.projects.values()) own.set(project.id, hash(visibleTo(project, model)));
  const hashes = new Map(
    [...model.projects.values()].map((project) => [nameOf(project), hash(reachable(project, model).map((id) => `${id} ${own.get(id)}`))]),
  );
  // The module that services share is a project as well, and builds all of them.
  const module = [...renderFiles(model)].filter(([path]) => path.startsWith("mono/"));
  if (module.some(([path]) => path === "mono/go.mod")) hashes.set("mono", hash([module.sort(), model.root.get("nx.json")]));
  // Where only deployments are left, the root's package.json is a project, and has all that is in none of them.
  const roots = [...model.projects.values()].map(({ root }) => `${root}/`);
  if ([...model.projects.values()].every(({ kind }) => kind === "kustomize" || kind === "terraform"))
    hashes.set("root", hash([...renderFiles(model)].filter(([path]) => !roots.some((root) => path.startsWith(root))).sort()));
  return hashes;
}

function visibleTo(project: ModelProject, model: Model): unknown {
  const closure = [...project.packages].flatMap((name) => [name, ...(comesWith[name] ?? [])]);
  return [
    project.root,
    [...renderManifests(project, model), ...project.files].sort(),
    [...project.reads].sort().map((name) => [name, model.shared.get(name) ?? null]),
    [...project.vendored].sort().map((name) => [name, model.vendored.get(name) ?? null]),
    [...new Set(closure)].sort().map((name) => [name, model.versions.get(name)]),
    model.root.get("nx.json"),
  ];
}

function reachable(start: ModelProject, { projects }: Model): string[] {
  const seen = new Set([start.id]);
  for (const id of seen) for (const need of projects.get(id)?.needs.keys() ?? []) seen.add(need);
  return [...seen].sort();
}

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function relative(from: string, to: string): string {
  return `${"../".repeat(from.split("/").length)}${to}`;
}

function needsOf({ needs }: ModelProject, via: Via, { projects, gone }: Model, kinds?: Kind[]): ModelProject[] {
  return [...needs]
    .filter(([, how]) => how === via)
    .map(([id]) => projects.get(id) ?? gone.get(id))
    .filter((need) => need !== undefined)
    .filter((need) => kinds === undefined || kinds.includes(need.kind));
}

/** How a file of no project is named in a source. */
function sharedPath(name: string): string {
  return `shared/${name === sharedSubmodule ? `${name}/data.txt` : name}`;
}

function renderManifests(project: ModelProject, model: Model): [string, string][] {
  const { id, root, kind } = project;
  const declared = needsOf(project, "manifest", model);
  const imported = needsOf(project, "import", model);
  const shared = [...project.reads];
  switch (kind) {
    case "npm": {
      const dependencies = Object.fromEntries([
        ...[...declared.map(nameOf), ...project.packages].map((name) => [name, "*"]),
        ...[...project.vendored].map((name) => [name, `file:${relative(root, `third_party/${name}`)}`]),
      ]);
      const lines = [
        ...imported.map((need) => `import "${nameOf(need)}";`),
        ...needsOf(project, "path", model).map(
          (need) => `export * from ${JSON.stringify(relative(`${root}/src`, `${need.root}/src/main`))};`,
        ),
        ...shared.map((name) => `const f = require("${relative(`${root}/src`, sharedPath(name))}");`),
      ];
      return [
        ["package.json", JSON.stringify({ name: nameOf(project), version: "1.0.0", scripts: { test: "true" }, dependencies }, null, 1)],
        ["src/main.ts", `${lines.join("\n")}\n`],
      ];
    }
    case "python":
    case "extension": {
      const pythonNeeds = declared.filter((need) => need.kind !== "rust");
      const vendored = kind === "python" ? [...project.vendored] : [];
      const sources = [
        ...pythonNeeds.map((need) => [need.id, need.root] as const),
        ...vendored.map((name) => [name, `third_party/${name}`] as const),
      ].map(([name, folder]) => `${name} = { path = ${JSON.stringify(relative(root, folder))} }`);
      const names = [...pythonNeeds.map((need) => need.id), ...vendored, ...(kind === "python" ? project.packages : [])];
      const manifest = `[project]\nname = "${id}"\nversion = "1.0.0"\ndependencies = ${JSON.stringify(names)}\n[tool.uv.sources]\n${sources.join("\n")}\n`;
      const main = `import os\n${imported.map((need) => `def f():\n    from ${need.id} import main\n`).join("")}`;
      const crate = kind === "python" ? [] : renderCrate(project, model);
      return [["pyproject.toml", manifest], [`src/${id}/__init__.py`, ""], [`src/${id}/main.py`, main], ...crate];
    }
    case "rust":
      return renderCrate(project, model);
    case "go": {
      const folders = [
        ...declared.map((need) => [need.id, need.root] as const),
        ...[...project.vendored].map((name) => [name, `third_party/${name}`] as const),
      ];
      const requires = folders.map(
        ([name, folder]) => `require example.com/${name} v0.0.0\nreplace example.com/${name} => ${relative(root, folder)}\n`,
      );
      const sums = [...project.packages].flatMap((name) => [name, ...(comesWith[name] ?? [])]);
      const lines = [...new Set(sums)]
        .sort()
        .map((name) => `example.com/ext/${name} v1.0.${model.versions.get(name)} h1:${model.versions.get(name)}=\n`);
      return [
        ["go.mod", `module example.com/${id}\n${requires.join("")}`],
        [
          "main.go",
          `//go:build linux\n\npackage main\n\nimport (\n\t"fmt"\n${imported.map((need) => `\t_ "example.com/${need.id}/deep"\n`).join("")})\n`,
        ],
        ...(lines.length === 0 ? [] : [["go.sum", lines.join("")] satisfies [string, string]]),
      ];
    }
    case "service": {
      const imports = [
        ...shared.map((name) => `example.com/mono/internal/${packageOf(name)}`),
        ...[...project.packages].map((name) => `example.com/ext/${name}/part`),
      ];
      const main = `package main\n\nimport (\n\t"fmt"\n${imports.map((name) => `\t_ "${name}"\n`).join("")})\n`;
      return [
        ["package.json", JSON.stringify({ name: id, version: "1.0.0", scripts: { test: "go test ./..." } })],
        ["package-lock.json", JSON.stringify({ name: id, lockfileVersion: 3, packages: { "": { name: id } } })],
        ["main.go", main],
      ];
    }
    case "docker":
      return [["Dockerfile", `FROM scratch\n${declared.map((need) => `FROM ghcr.io/acme/${nameOf(need)}:main\n`).join("")}`]];
    case "kustomize":
      return [
        [
          "kustomization.yaml",
          `resources: ${JSON.stringify([...declared.map((need) => relative(root, need.root)), ...shared.map((name) => relative(root, sharedPath(name)))])}\n`,
        ],
      ];
    case "terraform":
      return [["main.tf", declared.map((need) => `module "${need.id}" {\n  source = "${relative(root, need.root)}"\n}\n`).join("")]];
  }
}

/** `one.txt` as the name of a Go package. */
function packageOf(name: string): string {
  return name.replace(/\W.*/, "");
}

/** The go.mod that services share, with what any of them imports, and packages of it that they may import. */
function renderSharedModule(model: Model, files: Map<string, string>): void {
  const services = [...model.projects.values()].filter(({ kind }) => kind === "service");
  if (services.length === 0) return;
  const direct = new Set(services.flatMap(({ packages }) => [...packages]));
  const all = [...new Set([...direct].flatMap((name) => [name, ...(comesWith[name] ?? [])]))].sort();
  const requires = all.map(
    (name) => `require example.com/ext/${name} v${versionOf(name, model)}${direct.has(name) ? "" : " // indirect"}\n`,
  );
  const sums = all.map((name) => `example.com/ext/${name} v${versionOf(name, model)} h1:${model.versions.get(name)}=\n`);
  files.set("mono/go.mod", `module example.com/mono\n\ngo 1.24\n\n${requires.join("")}`);
  files.set("mono/go.sum", sums.join(""));
  for (const [name, text] of model.shared) {
    if (name !== sharedSubmodule) files.set(`mono/internal/${packageOf(name)}/part.go`, `package part\n\n// ${text}\n`);
  }
}

function renderCrate(project: ModelProject, model: Model): [string, string][] {
  const { id, root } = project;
  const lines = needsOf(project, "manifest", model, ["rust"]).map(
    (need) => `${need.id} = { path = ${JSON.stringify(relative(root, need.root))} }`,
  );
  const external = [
    ...[...project.packages].map((name) => `${name} = "1"`),
    ...[...project.vendored].map((name) => `${name} = { path = ${JSON.stringify(relative(root, `third_party/${name}`))} }`),
  ];
  const files = [
    ...[...project.reads].map((name) => relative(`${root}/src`, sharedPath(name))),
    ...needsOf(project, "path", model).map((need) => relative(`${root}/src`, `${need.root}/data.txt`)),
  ];
  return [
    ["Cargo.toml", `[package]\nname = "${id}"\nversion = "0.1.0"\n[dependencies]\n${[...lines, ...external].join("\n")}\n`],
    ["src/lib.rs", files.map((file) => `const X: &str = include_str!(${JSON.stringify(file)});\n`).join("")],
  ];
}

/** The manifests and lockfiles of the workspaces: one a language, none at the root but npm's. */
function renderWorkspaces(model: Model, files: Map<string, string>): void {
  const of = (...kinds: Kind[]) => [...model.projects.values()].filter(({ kind }) => kinds.includes(kind));
  files.set("package.json", JSON.stringify({ name: "root", private: true, workspaces: ["js/*"] }));
  files.set("package-lock.json", renderPackageLock(of("npm"), model));
  files.set("py/pyproject.toml", '[tool.uv.workspace]\nmembers = ["*"]\n');
  files.set("py/uv.lock", renderUvLock(of("python"), model));
  files.set("rs/Cargo.toml", '[workspace]\nmembers = ["*"]\n');
  files.set("rs/Cargo.lock", renderCargoLock(of("rust", "extension"), model));
  const uses = of("go").map(({ root }) => `use ${JSON.stringify(`./${root}`)}\n`);
  files.set("go.work", `go 1.24\n${uses.sort().join("")}`);
}

const lockedNames = [...packageNames, "deep"];

function versionOf(name: string, { versions }: Model): string {
  return `1.0.${versions.get(name)}`;
}

function renderPackageLock(projects: readonly ModelProject[], model: Model): string {
  const packages: Record<string, unknown> = { "": { name: "root", workspaces: ["js/*"] } };
  for (const project of projects) {
    const needs = [...needsOf(project, "manifest", model).map(nameOf), ...project.packages];
    packages[project.root] = {
      name: nameOf(project),
      version: "1.0.0",
      dependencies: Object.fromEntries(needs.map((name) => [name, "*"])),
    };
    packages[`node_modules/${nameOf(project)}`] = { resolved: project.root, link: true };
  }
  for (const name of lockedNames) {
    const version = versionOf(name, model);
    const dependencies = Object.fromEntries((comesWith[name] ?? []).map((other) => [other, "*"]));
    packages[`node_modules/${name}`] = { version, integrity: `sha512-${version}`, dependencies };
  }
  return JSON.stringify({ name: "root", lockfileVersion: 3, packages }, null, 1);
}

function renderUvLock(projects: readonly ModelProject[], model: Model): string {
  const own = projects.map((project) => {
    const needs = [...needsOf(project, "manifest", model).map(({ id }) => id), ...project.packages];
    const folder = JSON.stringify(project.root.slice("py/".length));
    return `[[package]]\nname = "${project.id}"\nversion = "1.0.0"\nsource = { editable = ${folder} }\n${uvNeeds(needs)}`;
  });
  const wheels = lockedNames.map((name) => {
    const version = versionOf(name, model);
    return `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://packages.example/simple" }\n${uvNeeds(comesWith[name] ?? [])}`;
  });
  return `version = 1\n\n${[...own, ...wheels].join("\n")}`;
}

function uvNeeds(names: readonly string[]): string {
  return `dependencies = [${names.map((name) => `{ name = "${name}" }`).join(", ")}]\n`;
}

function renderCargoLock(projects: readonly ModelProject[], model: Model): string {
  const own = projects.map((project) => {
    const needs = [...needsOf(project, "manifest", model, ["rust"]).map(({ id }) => id), ...project.packages];
    return `[[package]]\nname = "${project.id}"\nversion = "0.1.0"\n${cargoNeeds(needs)}`;
  });
  const source = "registry+https://github.com/rust-lang/crates.io-index";
  const crates = lockedNames.map((name) => {
    const version = versionOf(name, model);
    return `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "${source}"\nchecksum = "${version}"\n${cargoNeeds(comesWith[name] ?? [])}`;
  });
  return `version = 4\n\n${[...own, ...crates].join("\n")}`;
}

function cargoNeeds(names: readonly string[]): string {
  return `dependencies = [${names.map((name) => `"${name}"`).join(", ")}]\n`;
}
