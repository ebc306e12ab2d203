import { normalizePackageName } from "@sluice/ecosystems";
import type { ReleasePackage } from "../model/release-package.ts";
import { toPep440 } from "../plan/pep440.ts";
import type { PackageToPublish } from "./publish-ports.ts";

/** Where packages go that are not npm's; null: nowhere. */
export interface IndexSettings {
  python: { url: string; publishUrl: string } | null;
  /** A registry of crates under the name that Cargo.toml's `publish` and `registry` use. */
  cargo: { name: string; index: string } | null;
  /** An OCI registry with the path before a chart's name: `ghcr.io/acme/charts`. */
  charts: string | null;
}

/** Nothing goes anywhere but to npm. */
export const noIndexes: IndexSettings = { python: null, cargo: null, charts: null };

/** What a version of a package is in the indexes besides npm's, without what has to be there before it. */
export function listPackagesToPublish(source: ReleasePackage, version: string, settings: IndexSettings): PackageToPublish[] {
  // What versions its charts had at an earlier release, the working tree does not say.
  const charts = version === source.version ? (source.charts ?? []) : [];
  return [...ownPackage(source, version, settings), ...charts.flatMap((chart) => chartPackage(chart, chart.version, settings))];
}

function ownPackage(source: ReleasePackage, version: string, settings: IndexSettings): PackageToPublish[] {
  const { root, ecosystem, registries } = source;
  const name = source.packageName ?? source.name;
  if (ecosystem === "python" && settings.python !== null && !source.private) {
    const own = normalizePackageName(name);
    const written = toPep440(version);
    return [{ kind: "pypi", name: own, version: written, root, reference: `${own}@${written}`, needs: [] }];
  }
  if (ecosystem === "cargo" && settings.cargo !== null && !source.private && (registries?.includes(settings.cargo.name) ?? true))
    return [{ kind: "cargo", name, version, root, reference: `${name}@${version}`, needs: [] }];
  return ecosystem === "helm" ? chartPackage({ name, root }, version, settings) : [];
}

function chartPackage({ name, root }: { name: string; root: string }, version: string, { charts }: IndexSettings): PackageToPublish[] {
  // A tag has no plus sign: helm writes a low line in its place.
  return charts === null
    ? []
    : [{ kind: "helm", name, version, root, reference: `${charts}/${name}:${version.replaceAll("+", "_")}`, needs: [] }];
}

/**
 * The same for the packages of a release, by name, each with those of its kind that have to be there before it.
 *
 * @param selected packages and the versions they are released at
 */
export function computePackagesToPublish(
  selected: readonly { package: ReleasePackage; version: string }[],
  settings: IndexSettings,
): Map<string, PackageToPublish[]> {
  const targets = new Map(selected.map(({ package: source, version }) => [source.name, listPackagesToPublish(source, version, settings)]));
  for (const { package: source } of selected) {
    const needed = source.dependencies.flatMap((name) => targets.get(name) ?? []);
    for (const target of targets.get(source.name) ?? [])
      target.needs.push(...needed.filter(({ kind }) => kind === target.kind).map(({ reference }) => reference));
  }
  return targets;
}
