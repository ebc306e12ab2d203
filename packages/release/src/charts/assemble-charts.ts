import type { Project } from "@sluice/ecosystems";
import type { OwnChart, ReleasePackage } from "../model/release-package.ts";

/** A chart as the release sees it. */
export interface FoundChart extends OwnChart {
  /** Names of the images that its values name. */
  images: string[];
}

/**
 * The charts that a service takes with it, and of a chart that stands apart, the one service that it deploys: the one whose
 * image its values name, else the one whose image has its name.
 */
export function assembleCharts(
  project: Pick<Project, "name" | "ecosystem">,
  charts: readonly FoundChart[],
  images: readonly { repository: string; project: string }[],
): Pick<ReleasePackage, "charts" | "appOf"> {
  const servicesOf = (chart: FoundChart): string[] => {
    const named = images.filter(({ repository }) => chart.images.includes(repository));
    const found = named.length > 0 ? named : images.filter(({ repository }) => repository === chart.name);
    return [...new Set(found.map((image) => image.project))];
  };
  if (project.ecosystem === "helm") {
    const [chart] = charts;
    const [service, ...others] = chart === undefined ? [] : servicesOf(chart);
    return service === undefined || others.length > 0 ? {} : { appOf: service };
  }
  const own = charts
    .filter((chart) => servicesOf(chart).includes(project.name))
    .map(({ name, root, version }) => ({ name, root, version }));
  return own.length === 0 ? {} : { charts: own };
}
