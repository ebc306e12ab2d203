import { isDeepStrictEqual } from "node:util";
import { parseGoMod } from "../go/parse-go-mod.ts";
import { parseJsonDocument } from "../text/json-document.ts";
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

/** What a shared manifest says to the projects that inherit from it, as a value to compare; undefined for an unknown kind. */
export function inheritedPart(kind: string, path: string, text: string): unknown {
  switch (kind) {
    case "package.json":
      return Object.fromEntries(Object.entries(parseJsonDocument(text, path).value).filter(([key]) => !ownKeys.has(key)));
    case "pnpm-workspace.yaml":
      return without(tableOf(parseYaml(text)), ["packages"]);
    case "Cargo.toml":
      return cargoPart(parseTomlDocument(text, path).value);
    case "pyproject.toml":
      return pyprojectPart(parseTomlDocument(text, path).value);
    case "go.work":
      return goWorkPart(text, path);
    default:
      return undefined;
  }
}

/** Whether the members of two versions of a shared manifest inherit the same. */
export function inheritsSame(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before, after);
}

function cargoPart(value: Record<string, unknown>): unknown {
  const { profile, patch, replace } = value;
  return {
    profile,
    patch,
    replace,
    workspace: without(tableOf(value["workspace"]), ["members", "exclude", "default-members", "metadata"]),
  };
}

/** Tools look for their settings in the folders above too. */
function pyprojectPart(value: Record<string, unknown>): unknown {
  const tool = tableOf(value["tool"]);
  return { ...tool, uv: without(tableOf(tool["uv"]), ["workspace"]) };
}

/** Which modules it uses and replaces is compared by what that means: see {@link compareGoWorkspaces}. Throws for what cannot be parsed. */
function goWorkPart(text: string, path: string): unknown {
  parseGoMod(text, path);
  return text.match(/^\s*(go|toolchain|godebug)\b.*$/gm);
}

function without(table: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));
}
