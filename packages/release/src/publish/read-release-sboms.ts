import type { Sbom } from "@sluice/images";
import type { DesiredRelease } from "./desired-release.ts";
import { lookAll } from "./look-all.ts";
import type { ObservedWorld } from "./observed-world.ts";
import type { PublishPorts } from "./publish-ports.ts";

/** The SBOMs of a release's images, by the reference that never moves. One without any has no entry, like one that is not there. */
export async function readReleaseSboms(
  { packages }: DesiredRelease,
  { images }: Pick<ObservedWorld, "images">,
  ports: Pick<PublishPorts, "images">,
): Promise<Map<string, Sbom[]>> {
  const references = packages.flatMap((entry) => entry.images.map(({ references: [reference = ""] }) => reference));
  return lookAll(
    references.filter((reference) => images.has(reference)),
    async (reference) => {
      const sboms = await ports.images.sboms(reference);
      return sboms.length === 0 ? null : sboms;
    },
  );
}
