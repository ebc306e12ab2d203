import { SluiceError } from "@sluice/core";
import type { ArtifactKind, DesiredRelease } from "@sluice/release";

const leftOutKinds: readonly string[] = ["image", "npm", "pypi", "cargo", "helm", "github-release"] satisfies ArtifactKind[];

export function withoutKinds(desired: DesiredRelease[], kinds: readonly string[]): DesiredRelease[] {
  for (const kind of kinds) {
    if (leftOutKinds.includes(kind)) continue;
    throw new SluiceError("SLUICE_USAGE", `--without ${kind}: there is no such kind of artifact to leave out`, {
      hint: `One of ${leftOutKinds.join(", ")}.`,
    });
  }
  return desired.map((release) => ({
    ...release,
    github: kinds.includes("github-release") ? null : release.github,
    packages: release.packages.map((entry) => ({
      ...entry,
      images: kinds.includes("image") ? [] : entry.images,
      npm: kinds.includes("npm") ? null : entry.npm,
      indexed: entry.indexed.filter(({ kind }) => !kinds.includes(kind)),
    })),
  }));
}
