import semver from "semver";

/**
 * The range that takes the place of another one when a chart that another depends on gets a new version
 * (https://helm.sh/docs/topics/charts/#the-version-field): the operator is kept, and so is a wildcard or a range of several parts that
 * takes the new version. Null when it stays.
 *
 * @param exact the version alone takes the place of every range: another snapshot is another thing
 */
export function updateChartRange(range: string, newVersion: string, exact: boolean): string | null {
  const updated = exact ? newVersion : movedRange(range.trim(), newVersion);
  return updated === range ? null : updated;
}

function movedRange(range: string, newVersion: string): string {
  const [, operator, version] = /^(=|\^|~|>=)?\s*v?(\d[^\s,|*xX]*)$/.exec(range) ?? [];
  if (version !== undefined) return `${operator ?? ""}${newVersion}`;
  return chartRangeTakes(range, newVersion) ? range : `^${newVersion}`;
}

/** Whether a chart's version is in a range. Helm joins the parts of one by commas or spaces. */
export function chartRangeTakes(range: string, version: string): boolean {
  return semver.satisfies(version, range.replaceAll(",", " "));
}
