import { posix } from "node:path";
import type { Package, PackageJSON, Packages } from "@changesets/types";
import type { ReleasePackage } from "../model/release-package.ts";

/** changesets wants absolute folders and only ever compares them, so a made-up root keeps the plan free of the machine. */
const rootDir = "/workspace";

/**
 * The workspace as changesets sees it: every package has a package.json, a real one or one made up for it.
 *
 * A package without package.json embeds what it depends on (a path source, a `replace`, a workspace crate), so its
 * made-up range is `workspace:*`, the present version exactly: whatever new version the dependency gets, the dependent
 * is out of range and gets a patch. Between npm packages the ranges of their manifests decide, as in `changeset version`.
 *
 * @param rootPackageJson the package.json at the root of the repository when it is the root of an npm workspace
 */
export function toChangesetsPackages(packages: readonly ReleasePackage[], rootPackageJson: PackageJSON | null): Packages {
  const byName = new Map(packages.map((candidate) => [candidate.name, candidate]));
  return {
    rootDir,
    // Without a root package changesets builds no graph at all.
    rootPackage: { dir: rootDir, packageJson: rootPackageJson ?? { name: "//", version: "0.0.0", private: true } },
    packages: packages.map((candidate) => toChangesetsPackage(candidate, byName)),
    tool: { type: "npm" },
  };
}

function toChangesetsPackage(candidate: ReleasePackage, byName: ReadonlyMap<string, ReleasePackage>): Package {
  const dir = posix.join(rootDir, candidate.root);
  const base: PackageJSON = candidate.packageJson ?? { name: candidate.name, version: candidate.version };
  const embedded: Record<string, string> = {};
  for (const name of candidate.dependencies) {
    const bothNpm = candidate.packageJson !== null && (byName.get(name)?.packageJson ?? null) !== null;
    if (byName.has(name) && !bothNpm) embedded[name] = "workspace:*";
  }
  if (Object.keys(embedded).length === 0) return { dir, packageJson: base };
  return { dir, packageJson: { ...base, dependencies: { ...base.dependencies, ...embedded } } };
}
