import { editJson, type JsonEdit, requireJsonObject } from "./edit-json.ts";

/** package.json of the root with the tools among its devDependencies; what is named there already keeps its version. */
export function editPackageJson(text: string | null, { name, tools }: { name: string; tools: Readonly<Record<string, string>> }): string {
  if (text === null) {
    const manifest = { name: packageName(name), private: true, devDependencies: tools, engines: { node: ">=24" } };
    return `${JSON.stringify(manifest, null, 2)}\n`;
  }
  const manifest = requireJsonObject(text, "package.json");
  const edits: JsonEdit[] = Object.entries(tools)
    .filter(([tool]) => !isNamed(manifest, tool))
    .map(([tool, range]) => ({ path: ["devDependencies", tool], value: range, ifMissing: true }));
  return editJson(text, edits);
}

function isNamed(manifest: Record<string, unknown>, tool: string): boolean {
  return ["dependencies", "devDependencies", "optionalDependencies"].some((field) => {
    const section = manifest[field];
    return typeof section === "object" && section !== null && tool in section;
  });
}

function packageName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, "-")
      .replaceAll(/^[-._]+|-+$/g, "") || "workspace"
  );
}
