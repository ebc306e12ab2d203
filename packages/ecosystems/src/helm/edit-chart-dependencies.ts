import { applyEdits, type TextEdit } from "../text/apply-edits.ts";
import { parseYamlDocument } from "../text/parse-yaml.ts";

/**
 * The text of a Chart.yaml or a Chart.lock with other versions, or ranges of them, of its dependencies, every other character unchanged.
 * One without a version stays without.
 *
 * @param versions by the dependency's place in the list, from 0 on
 */
export function editChartDependencies(text: string, versions: ReadonlyMap<number, string>): string {
  const document = parseYamlDocument(text);
  const edits: TextEdit[] = [];
  for (const [place, version] of versions) {
    const node: unknown = document.getIn(["dependencies", place, "version"], true);
    const { range } = Object(node);
    if (!Array.isArray(range)) continue;
    const [start, end] = range as [number, number];
    edits.push({ range: [start, end], text: quote(text.slice(start, end), version) });
  }
  return applyEdits(text, edits);
}

function quote(model: string, version: string): string {
  if (model.startsWith("'")) return `'${version}'`;
  // What could be a number or begins an alias, a tag or a block is no plain text.
  return model.startsWith('"') || !/^[\^~\d]*\d+\.\d+\.\d/.test(version) ? JSON.stringify(version) : version;
}
