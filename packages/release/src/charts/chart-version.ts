import semver from "semver";
import type { PlannedPackage } from "../model/release-plan.ts";

/**
 * The next version of a chart that is released with its service. One that has the service's version keeps to it; any other
 * makes the same step as the service, into and out of a prerelease with it.
 */
export function nextChartVersion(
  chart: string,
  { oldVersion, newVersion, bump }: Pick<PlannedPackage, "oldVersion" | "newVersion" | "bump">,
): string {
  if (bump === "none" || oldVersion === newVersion) return chart;
  if (chart === oldVersion) return newVersion;
  const parsed = semver.parse(chart);
  if (parsed === null) return chart;
  const core = `${parsed.major}.${parsed.minor}.${parsed.patch}`;
  const next = parsed.prerelease.length > 0 ? core : semver.inc(core, bump);
  const prerelease = semver.prerelease(newVersion);
  return prerelease === null ? `${next}` : `${next}-${prerelease.join(".")}`;
}
