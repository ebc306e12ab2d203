import type { Ecosystem, Project, Workspace } from "@sluice/ecosystems";
import picomatch from "picomatch";

/** The part of the configuration that says what a file concerns. */
export interface AffectedConfiguration {
  workspaceFiles: string[];
  ignore: string[];
}

/** Files that decide what every project is, whatever its language. */
const FOR_ALL = ["nx.json", "sluice.config.{ts,js,mjs,json}"];

/** Files at the root that the tools of one ecosystem read in every project. */
const FOR_ECOSYSTEM: Record<Ecosystem, readonly string[]> = {
  npm: [
    "tsconfig.json",
    "tsconfig.base.json",
    ".oxlintrc.json",
    ".oxfmtrc.{json,jsonc}",
    "{oxlint,oxfmt}.config.{ts,js,mjs}",
    "eslint.config.{js,mjs,cjs,ts,mts,cts}",
    ".eslintrc{,.json,.js,.cjs,.yml,.yaml}",
    ".eslintignore",
    "biome.{json,jsonc}",
    ".prettierrc{,.json,.js,.mjs,.cjs,.yml,.yaml,.toml}",
    "prettier.config.{js,mjs,cjs,ts}",
    ".prettierignore",
    "babel.config.{js,cjs,mjs,json}",
    "{jest,vitest}.{config,preset,workspace}.{js,mjs,cjs,ts,mts,cts}",
    ".npmrc",
    ".nvmrc",
    ".node-version",
    "pnpm-workspace.yaml",
    ".yarnrc.yml",
  ],
  python: [
    "{,.}ruff.toml",
    "mypy.ini",
    "pytest.ini",
    "tox.ini",
    "setup.cfg",
    ".flake8",
    ".pylintrc",
    "pyrightconfig.json",
    ".python-version",
    "uv.toml",
  ],
  go: [".golangci.{yml,yaml,toml,json}", "go.work"],
  cargo: ["{,.}rustfmt.toml", "{,.}clippy.toml", "rust-toolchain{,.toml}", ".cargo/config{,.toml}", "deny.toml"],
  docker: [],
};

/** Says for a path which projects it concerns from outside: files that they read, but that are in none of them. */
export class WorkspaceFiles {
  readonly #forAll: (path: string) => boolean;
  readonly #forEcosystem: Map<Ecosystem, (path: string) => boolean>;
  readonly #isLockfile: (path: string) => boolean;
  readonly #declared: { project: string; matches: (path: string) => boolean }[];
  readonly #projects: readonly Project[];

  constructor({ projects, lockfiles }: Workspace, { workspaceFiles }: Pick<AffectedConfiguration, "workspaceFiles">) {
    this.#projects = projects;
    this.#forAll = matcher([...FOR_ALL, ...workspaceFiles]);
    this.#forEcosystem = new Map(projects.map(({ ecosystem }) => [ecosystem, matcher(FOR_ECOSYSTEM[ecosystem])]));
    this.#declared = declaredInputs(projects);
    const paths = new Set(lockfiles.map(({ path }) => path));
    this.#isLockfile = (path) => paths.has(path);
  }

  /** Whether the file concerns everything there is, images included. */
  concernsAll(path: string): boolean {
    return this.#forAll(path);
  }

  /** Names of the projects that the file concerns. A lockfile is not judged here: its content decides. */
  projectsReading(path: string): string[] {
    if (this.#forAll(path)) return this.#projects.map(({ name }) => name);
    const names = this.#projects.filter(({ ecosystem }) => this.#forEcosystem.get(ecosystem)?.(path) ?? false).map(({ name }) => name);
    if (this.#isLockfile(path)) return names;
    return [...names, ...this.#declared.filter(({ matches }) => matches(path)).map(({ project }) => project)];
  }
}

/** A matcher of paths from the root; dot files count like others. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const key = JSON.stringify(globs);
  const known = compiled.get(key) ?? picomatch([...globs], { dot: true });
  compiled.set(key, known);
  return known;
}

/** Compiling takes longer than matching, and the same few lists come again and again. */
const compiled = new Map<string, (path: string) => boolean>();

/** What a project's targets name outside of it: `{workspaceRoot}/…` among their inputs. Nx goes by the same. */
function declaredInputs(projects: readonly Project[]): { project: string; matches: (path: string) => boolean }[] {
  const declared: { project: string; matches: (path: string) => boolean }[] = [];
  for (const { name, targets } of projects) {
    const globs = new Set<string>();
    for (const { inputs } of Object.values(targets)) {
      for (const input of inputs) {
        if (typeof input === "string" && input.startsWith("{workspaceRoot}/")) globs.add(input.slice("{workspaceRoot}/".length));
      }
    }
    if (globs.size > 0) declared.push({ project: name, matches: matcher([...globs]) });
  }
  return declared;
}
