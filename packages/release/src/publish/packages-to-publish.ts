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
export function computePackageToPublish(source: ReleasePackage, version: string, settings: IndexSettings): PackageToPublish | null {
  const { name, root, ecosystem, registries } = source;
  if (ecosystem === "python" && settings.python !== null && !source.private) {
    const own = normalizePackageName(name);
    const written = toPep440(version);
    return { kind: "pypi", name: own, version: written, root, reference: `${own}@${written}`, needs: [] };
  }
  if (ecosystem === "cargo" && settings.cargo !== null && !source.private && (registries?.includes(settings.cargo.name) ?? true))
    return { kind: "cargo", name, version, root, reference: `${name}@${version}`, needs: [] };
  if (ecosystem === "helm" && settings.charts !== null)
    return { kind: "helm", name, version, root, reference: `${settings.charts}/${name}:${version.replaceAll("+", "_")}`, needs: [] };
  return null;
}

/**
 * The same for the packages of a release, by name, each with those of its kind that have to be there before it.
 *
 * @param selected packages and the versions they are released at
 */
export function computePackagesToPublish(
  selected: readonly { package: ReleasePackage; version: string }[],
  settings: IndexSettings,
): Map<string, PackageToPublish> {
  const targets = new Map<string, PackageToPublish>();
  for (const { package: source, version } of selected) {
    const target = computePackageToPublish(source, version, settings);
    if (target !== null) targets.set(source.name, target);
  }
  for (const { package: source } of selected) {
    const target = targets.get(source.name);
    const needed = source.dependencies.map((name) => targets.get(name)).filter((found) => found !== undefined);
    target?.needs.push(...needed.filter(({ kind }) => kind === target.kind).map(({ reference }) => reference));
  }
  return targets;
}
