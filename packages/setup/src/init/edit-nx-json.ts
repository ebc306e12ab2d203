import { editJson, type JsonEdit, requireJsonObject } from "./edit-json.ts";

const namedInputs = {
  sharedGlobals: [],
  default: ["{projectRoot}/**/*", "sharedGlobals"],
  production: [
    "default",
    "!{projectRoot}/**/*.test.*",
    "!{projectRoot}/**/*.spec.*",
    "!{projectRoot}/test/**/*",
    "!{projectRoot}/tests/**/*",
    "!{projectRoot}/**/*_test.go",
  ],
};

/** nx.json with the plugin; a new one has the named inputs by which tests are no part of what is built. */
export function editNxJson(
  text: string | null,
  { defaultBranch, hasTypeScript7 }: { defaultBranch: string; hasTypeScript7: boolean },
): string {
  if (text === null) return `${JSON.stringify(newNxJson(defaultBranch, hasTypeScript7), null, 2)}\n`;
  const { plugins, namedInputs: inputs } = requireJsonObject(text, "nx.json");
  const edits: JsonEdit[] = [];
  if (!Array.isArray(plugins)) edits.push({ path: ["plugins"], value: ["@sluice/nx"] });
  else if (!plugins.some(isOurs)) edits.push({ path: ["plugins", plugins.length], value: "@sluice/nx", insert: true });
  if (inputs === undefined) edits.push({ path: ["namedInputs"], value: namedInputs, ifMissing: true });
  return editJson(text, edits);
}

function newNxJson(defaultBranch: string, hasTypeScript7: boolean): Record<string, unknown> {
  return {
    $schema: "./node_modules/nx/schemas/nx-schema.json",
    defaultBase: defaultBranch,
    analytics: false,
    neverConnectToCloud: true,
    plugins: ["@sluice/nx"],
    // Nx's own reading of imports needs a compiler interface that TypeScript 7 no longer has.
    ...(hasTypeScript7 ? { pluginsConfig: { "@nx/js": { analyzeSourceFiles: false } } } : {}),
    namedInputs,
  };
}

function isOurs(plugin: unknown): boolean {
  const name = typeof plugin === "string" ? plugin : (plugin as { plugin?: unknown } | null)?.plugin;
  return typeof name === "string" && (name === "@sluice/nx" || name.startsWith("@sluice/nx/"));
}
