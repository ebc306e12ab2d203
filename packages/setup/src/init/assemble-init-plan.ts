import { parseConfiguration, type UserConfiguration, type Warning } from "@sluice/core";
import { packageManagers } from "../facts/package-managers.ts";
import type { FoundProject, SetupFacts } from "../facts/setup-facts.ts";
import { assemblePipeline } from "../pipeline/assemble-pipeline.ts";
import { assembleWorkflows } from "../workflows/assemble-workflows.ts";
import { compareWorkflows } from "../workflows/compare-workflows.ts";
import { isAsWritten } from "../workflows/generated-file.ts";
import { besidePrefix, gitHubPaths, workflowName } from "../workflows/workflow-paths.ts";
import { parseJsonObject } from "./edit-json.ts";
import { editIgnoreFile } from "./edit-ignore-file.ts";
import { editMakefile } from "./edit-makefile.ts";
import { editNxJson } from "./edit-nx-json.ts";
import { editPackageJson } from "./edit-package-json.ts";
import { type FileChange, fileChange } from "./file-change.ts";
import { changesetReadme, renderChangesetConfig } from "./render-changesets.ts";
import { type ConfigurationForm, renderConfiguration } from "./render-configuration.ts";

/** What a person answers, or an option says; left out: what the repository shows, else the default. */
export interface InitAnswers {
  provider?: "github" | "gitlab" | "azure" | "jenkins" | undefined;
  registry?: string | undefined;
}

/** Everything `sluice init` would do, and what it found. */
export interface InitPlan {
  schemaVersion: 1;
  projects: FoundProject[];
  images: number;
  /** In the order they are written. */
  files: FileChange[];
  /** Workflows of the repository's own with names that Sluice would have used: its own stand beside them, under other names. */
  beside: string[];
  /** Commands to run next, in order. */
  next: string[];
  warnings: Warning[];
}

/** Versions that a new entry of devDependencies gets, as npm ranges by package. */
export type ToolVersions = Readonly<Record<string, string>>;

/** Computes what to write. Nothing that a person wrote is replaced: package.json, nx.json, .gitignore and Makefile are added to. */
export function assembleInitPlan(facts: SetupFacts, answers: InitAnswers, tools: ToolVersions): InitPlan {
  const taken = facts.configurationPath === null ? takenWorkflows(facts) : [];
  const written = newConfiguration(facts, answers, taken);
  const configuration = facts.configurationPath === null ? parseConfiguration(written, "sluice.config") : facts.configuration;
  const settled = { ...facts, configuration };
  const manifest = facts.texts.get("package.json") ?? null;
  const files = [
    change(facts, "package.json", (text) => editPackageJson(text, { name: facts.name, tools })),
    change(facts, "nx.json", (text) =>
      editNxJson(text, { defaultBranch: configuration.defaultBranch, hasTypeScript7: usesTypeScript7(manifest) }),
    ),
    configurationChange(facts, written, manifest),
    ifMissing(facts, ".changeset/config.json", renderChangesetConfig({ defaultBranch: configuration.defaultBranch, github: facts.github })),
    ifMissing(facts, ".changeset/README.md", changesetReadme),
    change(facts, ".gitignore", (text) => editIgnoreFile(text, { python: facts.toolchains.python !== null })),
    ...compareWorkflows(assembleWorkflows(assemblePipeline(settled)), facts.texts),
    ...(configuration.ci.provider === "github" ? [makefileChange(settled)] : []),
  ];
  return {
    schemaVersion: 1,
    projects: facts.projects,
    images: facts.images,
    files,
    beside: configuration.ci.provider === "github" ? taken : [],
    next: nextSteps(facts, files),
    warnings: [...facts.warnings, ...oldNx(manifest)],
  };
}

function change(facts: SetupFacts, path: string, edit: (text: string | null) => string): FileChange {
  const before = facts.texts.get(path) ?? null;
  return fileChange(path, before, edit(before));
}

/** A file that is there is a person's, whatever it says. */
function ifMissing(facts: SetupFacts, path: string, text: string): FileChange {
  const before = facts.texts.get(path) ?? null;
  return before === null ? fileChange(path, null, text) : { path, action: "unchanged", text: before, diff: "" };
}

function makefileChange(facts: SetupFacts): FileChange {
  const workflow = workflowName(facts.configuration.ci, "ci-remote");
  return change(facts, facts.texts.has("GNUmakefile") ? "GNUmakefile" : "Makefile", (text) => editMakefile(text, workflow));
}

/** What a repository had before Sluice came goes on as it is. */
function takenWorkflows({ texts }: SetupFacts): string[] {
  return gitHubPaths({ workflowPrefix: "" }).filter((path) => {
    const text = texts.get(path);
    return text !== undefined && !isAsWritten(text);
  });
}

function configurationChange(facts: SetupFacts, written: UserConfiguration, manifest: string | null): FileChange {
  if (facts.configurationPath !== null) {
    const text = facts.texts.get(facts.configurationPath) ?? "";
    return { path: facts.configurationPath, action: "unchanged", text, diff: "" };
  }
  const form = configurationForm(manifest);
  return fileChange(`sluice.config.${form}`, null, renderConfiguration(written, form));
}

/** Node.js complains about every TypeScript file that no `"type": "module"` stands above. */
function configurationForm(manifest: string | null): ConfigurationForm {
  if (manifest === null) return "json";
  return parseJsonObject(manifest)["type"] === "module" ? "ts" : "mjs";
}

/** What is known and no default. */
function newConfiguration(facts: SetupFacts, { provider, registry }: InitAnswers, taken: readonly string[]): UserConfiguration {
  const chosen = provider ?? facts.provider ?? "github";
  const images = registry ?? (chosen === "github" && facts.github !== null ? `ghcr.io/${facts.github.toLowerCase()}` : null);
  return {
    ...(facts.defaultBranch === "main" ? {} : { defaultBranch: facts.defaultBranch }),
    ...(facts.images > 0 && images !== null ? { images: { registry: images } } : {}),
    ...(chosen === "github" ? {} : { ci: { provider: chosen } }),
    ...(chosen === "github" && taken.length > 0 ? { ci: { workflowPrefix: besidePrefix } } : {}),
  };
}

/** An Nx that is there keeps its version; with one that is too old the packages cannot be installed together. */
function oldNx(manifest: string | null): Warning[] {
  const [, range = "", major] = /^\D*((\d+)\S*)/.exec(dependencyRange(manifest, "nx")) ?? [];
  if (major === undefined || Number(major) >= 24) return [];
  const message = `package.json has nx ${range}, and @sluice/nx needs 24: run \`npx nx migrate latest\` before you install.`;
  return [{ code: "SLUICE_NX_TOO_OLD", message }];
}

function usesTypeScript7(manifest: string | null): boolean {
  return /^\D*([7-9]|\d\d)\b/.test(dependencyRange(manifest, "typescript"));
}

function dependencyRange(manifest: string | null, name: string): string {
  const { devDependencies, dependencies } = manifest === null ? {} : parseJsonObject(manifest);
  const ranges = { ...(dependencies as object | undefined), ...(devDependencies as object | undefined) } as Record<string, unknown>;
  return String(ranges[name] ?? "");
}

function nextSteps({ packageManager: { name } }: SetupFacts, files: readonly FileChange[]): string[] {
  if (files.every(({ action }) => action === "unchanged" || action === "keep")) return [];
  const { exec, lockfile } = packageManagers[name];
  const written = files
    .filter(({ action }) => action === "create" || action === "update")
    .map(({ path }) => (path.startsWith(".github/") ? ".github" : path.startsWith(".changeset/") ? ".changeset" : path));
  return [
    `${name} install`,
    `${exec} sluice doctor`,
    `git add ${[...new Set([...written, lockfile])].join(" ")} && git commit -m "ci: sluice"`,
  ];
}
