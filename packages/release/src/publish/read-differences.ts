import type { DesiredRelease } from "./desired-release.ts";
import { lookAll } from "./look-all.ts";
import type { ObservedWorld } from "./observed-world.ts";
import type { PublishPorts } from "./publish-ports.ts";

/**
 * By reference, how a package that an index holds differs from the one that the working tree makes. Only of releases that
 * are made at this commit: those of earlier ones were compared then, and by now the tree may be ahead of them.
 */
export async function readDifferences(
  desired: readonly DesiredRelease[],
  { indexed, remoteTags }: Pick<ObservedWorld, "indexed" | "remoteTags">,
  ports: Pick<PublishPorts, "indexes">,
): Promise<Map<string, string>> {
  const own = desired.filter(({ gitTag, commit }) => (remoteTags.get(gitTag) ?? commit) === commit);
  const targets = new Map(
    own.flatMap(({ packages }) => packages.flatMap((entry) => entry.indexed.map((target) => [target.reference, target]))),
  );
  return lookAll([...targets.keys()], async (reference) => {
    const [target, found] = [targets.get(reference), indexed.get(reference)];
    return target === undefined || found === undefined ? null : ((await ports.indexes[target.kind]?.difference(target, found)) ?? null);
  });
}
