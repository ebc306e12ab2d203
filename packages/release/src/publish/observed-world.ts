import { lookAll } from "./look-all.ts";
import type { DesiredRelease } from "./desired-release.ts";
import type { ObservedGitHubRelease, ObservedImage, ObservedNpmVersion, ObservedPackage, PublishPorts } from "./publish-ports.ts";

/** What is in the world of the releases that were asked about. What is missing has no entry. */
export interface ObservedWorld {
  /** By image reference. */
  images: Map<string, ObservedImage>;
  /** By `name@version`. */
  npm: Map<string, ObservedNpmVersion>;
  /** Packages of other indexes, by reference. */
  indexed: Map<string, ObservedPackage>;
  /** Commits by git tag. */
  localTags: ReadonlyMap<string, string>;
  remoteTags: ReadonlyMap<string, string>;
  /** By git tag. */
  github: Map<string, ObservedGitHubRelease>;
}

/** Looks at everything the desired releases name. Changes nothing. */
export async function readObservedWorld(desired: readonly DesiredRelease[], ports: PublishPorts): Promise<ObservedWorld> {
  const packages = desired.flatMap((release) => release.packages);
  const [localTags, remoteTags] = await Promise.all([ports.git.localTags(), ports.git.remoteTags()]);
  const references = packages.flatMap(({ images }) => images.flatMap((image) => image.references));
  const targets = new Map(packages.flatMap(({ npm }) => (npm === null ? [] : [[`${npm.name}@${npm.version}`, npm]])));
  const indexed = new Map(packages.flatMap((entry) => entry.indexed.map((target) => [target.reference, target])));
  const { github } = ports;
  return {
    images: await lookAll(references, (reference) => ports.images.look(reference)),
    npm: await lookAll([...targets.keys()], async (id) => {
      const target = targets.get(id);
      return target === undefined ? null : ports.npm.look(target);
    }),
    indexed: await lookAll([...indexed.keys()], async (reference) => {
      const target = indexed.get(reference);
      return target === undefined ? null : ((await ports.indexes[target.kind]?.look(target)) ?? null);
    }),
    localTags,
    remoteTags,
    github:
      github === null
        ? new Map()
        : await lookAll(
            desired.map(({ gitTag }) => gitTag),
            (gitTag) => github.look(gitTag),
          ),
  };
}
