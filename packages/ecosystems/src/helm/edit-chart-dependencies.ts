import { applyEdits, type TextEdit } from "../text/apply-edits.ts";
import { parseYamlDocument } from "../text/yaml-document.ts";

/**
 * The text of a Chart.yaml or a Chart.lock with other versions, or ranges of them, of its dependencies, every other character unchanged.
 * One without a version stays without. Throws SLUICE_BROKEN_MANIFEST.
 *
 * @param path where it stands, for errors
 * @param versions by the dependency's place in the list, from 0 on
 */
export function editChartDependencies(text: string, path: string, versions: ReadonlyMap<number, string>): string {
  const document = parseYamlDocument(text, path);
  const edits: TextEdit[] = [];
  for (const [place, version] of versions) {
    const range = document.range(["dependencies", place, "version"]);
    if (range !== null) edits.push({ range, text: quote(text.slice(...range), version) });
  }
  return applyEdits(text, edits);
}

function quote(model: string, version: string): string {
  if (model.startsWith("'")) return `'${version}'`;
  // What could be a number or begins an alias, a tag or a block is no plain text.
  return model.startsWith('"') || !/^[\^~\d]*\d+\.\d+\.\d/.test(version) ? JSON.stringify(version) : version;
}
