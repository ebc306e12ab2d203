import type { ImportedName } from "../imports/imported-name.ts";
import { parseYamlDocuments } from "../text/parse-yaml.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";

/** Paths that a kustomization names (https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/): bases, resources, components, patches, generators. */
export function scanKustomization(text: string): ImportedName[] {
  return toNames(text, readTables(text).flatMap(kustomizationPaths));
}

function kustomizationPaths(value: Record<string, unknown>): unknown[] {
  const helm = textOf(tableOf(value["helmGlobals"])["chartHome"]) ?? "charts";
  const plain = [
    "resources",
    "bases",
    "components",
    "patchesStrategicMerge",
    "crds",
    "configurations",
    "generators",
    "transformers",
    "validators",
  ];
  const withPath = ["patches", "patchesJson6902", "replacements"];
  const generators = ["configMapGenerator", "secretGenerator"].flatMap((field) => listOf(value[field]).map(tableOf));
  return [
    ...plain.flatMap((field) => listOf(value[field])),
    ...withPath.flatMap((field) => listOf(value[field]).map((entry) => tableOf(entry)["path"])),
    tableOf(value["openapi"])["path"],
    ...generators.flatMap(({ files, envs, env }) => [...listOf(files), ...listOf(envs), env].map(withoutKey)),
    ...listOf(value["helmCharts"])
      .map(tableOf)
      .flatMap((chart) => [
        chart["repo"] === undefined ? `${helm}/${String(chart["name"])}` : null,
        chart["valuesFile"],
        ...listOf(chart["additionalValuesFiles"]),
      ]),
  ];
}

/** Charts that a Chart.yaml, or a requirements.yaml beside an older one, takes from folders: `repository: file://../common`. */
export function scanChart(text: string): ImportedName[] {
  const dependencies = readTables(text).flatMap((value) => listOf(value["dependencies"]));
  const repositories = dependencies.map((entry) => textOf(tableOf(entry)["repository"]) ?? "");
  return toNames(
    text,
    repositories.filter((repository) => repository.startsWith("file://")).map((repository) => repository.slice("file://".length)),
  );
}

/** Folders and files that a compose file builds from or includes (https://docs.docker.com/reference/compose-file/). */
export function scanCompose(text: string): ImportedName[] {
  return toNames(text, readTables(text).flatMap(composePaths));
}

function composePaths(value: Record<string, unknown>): unknown[] {
  const services = Object.values(tableOf(value["services"])).map(tableOf);
  const paths = services.flatMap((service) => {
    const build = service["build"];
    const { context, dockerfile, additional_contexts: contexts } = tableOf(build);
    const further = Array.isArray(contexts) ? contexts.map(withoutKey) : Object.values(tableOf(contexts));
    return [build, context, below(context, dockerfile), ...further, tableOf(service["extends"])["file"], ...pathsOf(service["env_file"])];
  });
  const files = ["configs", "secrets"].flatMap((field) => Object.values(tableOf(value[field])).map((entry) => tableOf(entry)["file"]));
  return [...paths, ...files, ...pathsOf(value["include"])];
}

/** A Dockerfile's path starts at the context. */
function below(context: unknown, dockerfile: unknown): string | null {
  return typeof dockerfile === "string" ? `${textOf(context) ?? "."}/${dockerfile}` : null;
}

/** A path, a list of paths, or entries with `path`. */
function pathsOf(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).flatMap((entry) => [entry, tableOf(entry)["path"]].flat());
}

/** `name=path` → path. */
function withoutKey(value: unknown): unknown {
  return typeof value === "string" ? value.slice(value.indexOf("=") + 1) : value;
}

/** What cannot be parsed names nothing: its own tool says what is wrong with it, and it is a file of its project all the same. */
function readTables(text: string): Record<string, unknown>[] {
  try {
    return parseYamlDocuments(text).map(tableOf);
  } catch {
    return [];
  }
}

/** The relative paths among the values, each once, with the line that they stand in. */
function toNames(text: string, values: readonly unknown[]): ImportedName[] {
  const lines = text.split("\n");
  const paths = new Set(values.filter((value) => typeof value === "string" && isPath(value)).map(String));
  return [...paths].map((name) => ({ name, line: lineOf(name, lines) }));
}

/** Of a path that two keys say together, the line of the second. */
function lineOf(name: string, lines: readonly string[]): number {
  for (let rest = name; ; rest = rest.slice(rest.indexOf("/") + 1)) {
    const index = lines.findIndex((line) => line.includes(rest));
    if (index !== -1) return index + 1;
    if (!rest.includes("/")) return 1;
  }
}

/** No remote resource, no inline patch, nothing that a variable decides. */
function isPath(value: string): boolean {
  return value !== "" && !/\n|:\/\/|^[\w-]+@|\?ref=|^github\.com\/|\$\{|^\/|:$/.test(value);
}
