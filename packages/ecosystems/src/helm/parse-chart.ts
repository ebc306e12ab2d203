import { parseYaml } from "../text/parse-yaml.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";

/** What Sluice needs of a Chart.yaml (https://helm.sh/docs/topics/charts/#the-chartyaml-file). */
export interface ChartManifest {
  name: string | null;
  version: string | null;
  appVersion: string | null;
  /** `version` is a range; "" where there is none. */
  dependencies: { name: string; repository: string; version: string }[];
  /** All that it says, as a registry keeps it beside the chart. */
  metadata: Record<string, unknown>;
}

/** Parses a Chart.yaml. What cannot be parsed says nothing: helm itself has the better words for it. */
export function parseChart(text: string): ChartManifest {
  const metadata = readTable(text);
  const dependencies = listOf(metadata["dependencies"]).map(tableOf);
  return {
    name: textOf(metadata["name"]),
    version: textOf(metadata["version"]),
    appVersion: textOf(metadata["appVersion"]),
    dependencies: dependencies.map((entry) => ({
      name: textOf(entry["name"]) ?? "",
      repository: textOf(entry["repository"]) ?? "",
      version: textOf(entry["version"]) ?? "",
    })),
    metadata,
  };
}

/** Last elements of the image repositories that a chart's values name: every `repository` in a table called `image`, or `…Image`. */
export function parseChartImages(values: string): string[] {
  const names = new Set<string>();
  collectImages(readTable(values), "", names);
  return [...names].toSorted();
}

function collectImages(value: unknown, key: string, names: Set<string>): void {
  if (Array.isArray(value)) return value.forEach((entry) => collectImages(entry, key, names));
  const table = tableOf(value);
  const repository = /image$/i.test(key) ? textOf(table["repository"]) : null;
  const name = repository
    ?.split("/")
    .at(-1)
    ?.replace(/[:@].*$/, "");
  if (name !== undefined && name !== "") names.add(name);
  for (const [member, entry] of Object.entries(table)) collectImages(entry, member, names);
}

function readTable(text: string): Record<string, unknown> {
  try {
    return tableOf(parseYaml(text));
  } catch {
    return {};
  }
}
