import type { Ecosystem } from "../model/workspace.ts";
import { folderAndAncestors, folderOf } from "../text/paths.ts";

/** Settings that tools look for in the project's folder and in every folder above it: what `lint` reads, and what every target reads. */
interface Settings {
  lint: readonly string[];
  all: readonly string[];
}

/** What asdf and mise take the versions of any language's tools from (https://mise.jdx.dev/configuration.html). */
const toolVersions = [".tool-versions", "mise.toml", ".mise.toml"];

const settings: Record<Ecosystem, Settings> = {
  npm: {
    lint: [
      ".oxlintrc.json",
      ".oxfmtrc.json",
      ".oxfmtrc.jsonc",
      "oxlint.config.*",
      "oxfmt.config.*",
      "eslint.config.*",
      ".eslintrc",
      ".eslintrc.*",
      ".eslintignore",
      "biome.json",
      "biome.jsonc",
      ".prettierrc",
      ".prettierrc.*",
      "prettier.config.*",
      ".prettierignore",
      ".stylelintrc",
      ".stylelintrc.*",
      "stylelint.config.*",
      ".editorconfig",
    ],
    all: [
      "tsconfig.json",
      "tsconfig.base.json",
      "babel.config.*",
      "jest.config.*",
      "jest.preset.*",
      "vitest.config.*",
      "vitest.workspace.*",
      ".mocharc.*",
      ".browserslistrc",
      ".postcssrc",
      ".postcssrc.*",
      "postcss.config.*",
      ".npmrc",
      ".nvmrc",
      ".node-version",
      ".yarnrc.yml",
      ...toolVersions,
    ],
  },
  python: {
    lint: ["ruff.toml", ".ruff.toml", "mypy.ini", ".mypy.ini", ".flake8", ".pylintrc", ".isort.cfg", "pyrightconfig.json", "ty.toml"],
    all: ["pytest.ini", "tox.ini", "setup.cfg", "conftest.py", ".python-version", "uv.toml", ...toolVersions],
  },
  go: { lint: [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"], all: ["go.work", ".go-version", ...toolVersions] },
  cargo: {
    lint: ["rustfmt.toml", ".rustfmt.toml", "clippy.toml", ".clippy.toml", "deny.toml"],
    all: ["rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml", ...toolVersions],
  },
  docker: { lint: [], all: [] },
  kustomize: { lint: [], all: [] },
  helm: { lint: [], all: [] },
  terraform: { lint: [], all: [] },
};

/** Compilers and bundlers look for these above a file until they find one; which further ones count, that one's `extends` says. */
const typescriptSettings = new Set(["tsconfig.json", "tsconfig.base.json"]);

/** Whose settings are asked for. */
export interface SettingsOwner {
  root: string;
  ecosystem: Ecosystem;
  target: string;
  /** A tsconfig.json stands in the project's folder, so that none is looked for above it. */
  ownTsconfig: boolean;
}

/**
 * The settings above a project that a target reads, one glob a folder. They are named whether they are there or not: a file that
 * appears or goes away changes the result too. Those in the project's own folder are its files anyway. The same list for what is the same.
 */
export function settingsInputs({ root, ecosystem, target, ownTsconfig }: SettingsOwner): readonly string[] {
  const pattern = patternOf({ ecosystem, isLint: target === "lint", ownTsconfig });
  if (pattern === null) return none;
  const folder = root === "." ? null : folderOf(root);
  if (folder === null) return none;
  const byFolder = known.get(pattern) ?? new Map<string, string[]>();
  known.set(pattern, byFolder);
  const inputs = byFolder.get(folder) ?? folderAndAncestors(folder).map((above) => settingsIn(above, pattern));
  byFolder.set(folder, inputs);
  return inputs;
}

/** By pattern and folder: projects mostly lie beside others. */
const known = new Map<string, Map<string, string[]>>();

function settingsIn(folder: string, pattern: string): string {
  return `{workspaceRoot}/${folder === "." ? "" : `${folder}/`}${pattern}`;
}

type SettingsChoice = Pick<SettingsOwner, "ecosystem" | "ownTsconfig"> & { isLint: boolean };

const none: readonly string[] = [];

/** There are a few, and thousands of projects. */
const patterns = new Map<string, string | null>();

function patternOf(choice: SettingsChoice): string | null {
  const key = `${choice.ecosystem} ${choice.isLint} ${choice.ownTsconfig}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const pattern = assemblePattern(choice);
  patterns.set(key, pattern);
  return pattern;
}

function assemblePattern({ ecosystem, isLint, ownTsconfig }: SettingsChoice): string | null {
  const { lint, all } = settings[ecosystem];
  const names = (isLint ? [...lint, ...all] : all).filter((name) => !ownTsconfig || !typescriptSettings.has(name));
  if (names.length === 0) return null;
  // Braces around one name would be part of it.
  return names.length === 1 ? (names[0] ?? null) : `{${names.join(",")}}`;
}
