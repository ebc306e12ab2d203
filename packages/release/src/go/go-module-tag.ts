import type { Warning } from "@sluice/core";
import semver from "semver";
import type { ReleasePackage } from "../model/release-package.ts";

/**
 * The git tag by which the go command finds a version of a module: `v1.2.3` for the one at the root, `folder/v1.2.3` for any
 * other (https://go.dev/ref/mod#vcs-version). A folder `v2` that holds the second major version is no part of it. Null for a
 * package that nobody takes like that.
 */
export function goModuleTag({ root, goModule }: Pick<ReleasePackage, "root" | "goModule">, version: string): string | null {
  if (goModule === undefined) return null;
  const major = majorSuffix(goModule.path);
  const folder = root === "." ? "" : `${root}/`;
  return major !== null && folder.endsWith(`/${major}/`) ? `${folder.slice(0, -major.length - 1)}v${version}` : `${folder}v${version}`;
}

/**
 * What keeps the go command from taking a module at a version: from 2.0.0 on its path has to end in the major version
 * (https://go.dev/ref/mod#major-version-suffixes), below it must not. Null when nothing does.
 */
export function checkGoMajor(
  { name, manifest, goModule }: Pick<ReleasePackage, "name" | "manifest" | "goModule">,
  version: string,
): Warning | null {
  if (goModule === undefined) return null;
  const major = semver.major(version);
  const wanted = major < 2 ? null : `v${major}`;
  const written = majorSuffix(goModule.path);
  if (wanted === written || (major < 2 && goModule.path.startsWith("gopkg.in/"))) return null;
  const message =
    wanted === null
      ? `${manifest} calls its module ${goModule.path}, and ${name} ${version} is of another major version`
      : `${manifest} calls its module ${goModule.path}, and the go command takes ${name} ${version} only from a path that ends in /${wanted}`;
  return { code: "SLUICE_GO_MAJOR", message };
}

/** Replacements by a folder count where the module itself is built, and for nobody who takes it from its tag. */
export function checkGoReplaces({ name, manifest, goModule }: Pick<ReleasePackage, "name" | "manifest" | "goModule">): Warning[] {
  return (goModule?.localReplaces ?? []).map(({ module, line }) => ({
    code: "SLUICE_GO_REPLACE",
    message: `${manifest}:${line} takes ${module} from a folder; who takes ${name} from its git tag gets the version that it requires instead.`,
  }));
}

function majorSuffix(path: string): string | null {
  return /(?:\/|^gopkg\.in\/.*\.)(v(?:[2-9]|[1-9]\d+))$/.exec(path)?.[1] ?? null;
}
