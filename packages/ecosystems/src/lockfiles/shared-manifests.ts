import { isDeepStrictEqual } from "node:util";
import { parse } from "jsonc-parser";
import { parseGoMod } from "../go/parse-go-mod.ts";
import { parseJsonDocument } from "../text/json-document.ts";
import { toolSettings } from "../python/tool-settings.ts";
import { parseTomlDocument } from "../text/toml-document.ts";
import { tableOf } from "../text/values.ts";
import { parseYaml } from "../text/parse-yaml.ts";

/** Keys of a workspace root's package.json that say nothing to its members. Any other key may. */
const ownKeys = new Set([
  "name",
  "version",
  "description",
  "keywords",
  "author",
  "contributors",
  "license",
  "homepage",
  "bugs",
  "repository",
  "funding",
  "private",
  "scripts",
  "files",
  "main",
  "bin",
  "workspaces",
  "allowScripts",
]);

/** Lockfiles beside a shared manifest in which all that its overrides and patches do shows. */
export const lockfilesOf: Readonly<Record<string, readonly string[]>> = {
  "package.json": ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"],
  "pnpm-workspace.yaml": ["pnpm-lock.yaml"],
  "Cargo.toml": ["Cargo.lock"],
  "pyproject.toml": ["uv.lock"],
};

/** What pnpm writes into its lockfile, with the hash of each patch, and puts into the packages that it is about (https://pnpm.io/settings). */
const pnpmLocked = ["overrides", "patchedDependencies", "packageExtensions", "ignoredOptionalDependencies"];

/** What decides for pnpm which version may be chosen, and what it warns of: what came of it, its lockfile says (https://pnpm.io/settings). */
const pnpmChoosing = [
  "minimumReleaseAge",
  "minimumReleaseAgeExclude",
  "minimumReleaseAgeIgnoreMissingTime",
  "minimumReleaseAgeStrict",
  "trustPolicy",
  "trustPolicyExclude",
  "trustPolicyIgnoreAfter",
  "blockExoticSubdeps",
  "peerDependencyRules",
  "allowedDeprecatedVersions",
  "auditConfig",
  "updateConfig",
  "catalogMode",
  "cleanupUnusedCatalogs",
];

/**
 * What a shared manifest says to all projects that inherit from it, as a value to compare; undefined for an unknown kind. What they ask for by
 * name, {@link requestedParts} has. Where it `isLocked`, what a lockfile says better is left out: overrides and the like.
 */
export function inheritedPart(kind: string, path: string, text: string, isLocked: boolean): unknown {
  switch (kind) {
    case "package.json":
      return packagePart(parseJsonDocument(text, path).value, isLocked);
    case "pnpm-workspace.yaml":
      return without(tableOf(parseYaml(text)), ["packages", "catalog", "catalogs", ...pnpmChoosing, ...(isLocked ? pnpmLocked : [])]);
    case "rush.json":
      return without(tableOf(parse(text, [], { allowTrailingComma: true })), ["projects"]);
    case "Cargo.toml":
      return cargoPart(parseTomlDocument(text, path).value, isLocked);
    case "pyproject.toml":
      return pyprojectPart(parseTomlDocument(text, path).value, isLocked);
    case "go.work":
      return goWorkPart(text, path);
    default:
      return undefined;
  }
}

/**
 * What only those get who ask for it, by what they ask (`LockProject.requests`): in a Cargo.toml the entry of [workspace.dependencies], `package.version`
 * and its sisters of [workspace.package], and `lints`; in a
 * pnpm-workspace.yaml `zod@catalog:`, of a named catalog `zod@catalog:tools`.
 */
export function requestedParts(kind: string, path: string, text: string): Map<string, string> {
  if (kind === "Cargo.toml") {
    const workspace = tableOf(parseTomlDocument(text, path).value["workspace"]);
    const { lints } = workspace;
    return new Map([
      ...toParts(tableOf(workspace["dependencies"]), (name) => name),
      ...toParts(tableOf(workspace["package"]), (key) => `package.${key}`),
      ...toParts(lints === undefined ? {} : { lints }, (key) => key),
    ]);
  }
  if (kind !== "pnpm-workspace.yaml") return new Map();
  const { catalog, catalogs, overrides } = tableOf(parseYaml(text));
  const named = Object.entries(tableOf(catalogs)).map(([key, table]) => [key === "default" ? "" : key, tableOf(table)] as const);
  const parts = [["", tableOf(catalog)] as const, ...named].flatMap(([key, table]) => [
    ...toParts(table, (name) => `${name}@catalog:${key}`),
  ]);
  // An override counts for everybody, and so does what it takes from a catalog.
  const overridden = Object.values(tableOf(overrides)).some((range) => String(range).startsWith("catalog:"));
  return new Map(overridden ? [["", JSON.stringify(parts)]] : parts);
}

function toParts(table: Record<string, unknown>, keyOf: (name: string) => string): Map<string, string> {
  return new Map(Object.entries(table).map(([name, value]) => [keyOf(name), JSON.stringify(value)]));
}

/** Whether the members of two versions of a shared manifest inherit the same. */
export function inheritsSame(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before, after);
}

function packagePart(value: Record<string, unknown>, isLocked: boolean): unknown {
  const { pnpm, ...others } = without(value, [...ownKeys, ...(isLocked ? ["overrides", "resolutions"] : [])]);
  const settings = without(tableOf(pnpm), [...pnpmChoosing, ...(isLocked ? pnpmLocked : [])]);
  return { ...others, ...(Object.keys(settings).length > 0 ? { pnpm: settings } : {}) };
}

function cargoPart(value: Record<string, unknown>, isLocked: boolean): unknown {
  const { profile, patch, replace } = value;
  return {
    profile,
    ...(isLocked ? {} : { patch, replace }),
    workspace: without(tableOf(value["workspace"]), [
      "members",
      "exclude",
      "default-members",
      "metadata",
      "dependencies",
      "package",
      "lints",
    ]),
  };
}

/** What decides which versions uv selects, and nothing beyond that (https://docs.astral.sh/uv/reference/settings/). */
const uvLocked = [
  "override-dependencies",
  "constraint-dependencies",
  "exclude-newer",
  "exclude-newer-package",
  "resolution",
  "prerelease",
  "fork-strategy",
];

/** Tools look for their settings in the folders above too. */
function pyprojectPart(value: Record<string, unknown>, isLocked: boolean): unknown {
  const tool = tableOf(value["tool"]);
  const uv = without(tableOf(tool["uv"]), ["workspace", ...(isLocked ? uvLocked : [])]);
  return { ...toolSettings(tool), ...(Object.keys(uv).length > 0 ? { uv } : {}) };
}

/** Which modules it uses and replaces is compared by what that means: see {@link compareGoWorkspaces}. Throws for what cannot be parsed. */
function goWorkPart(text: string, path: string): unknown {
  parseGoMod(text, path);
  return text.match(/^\s*(go|toolchain|godebug)\b.*$/gm);
}

function without(table: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));
}
