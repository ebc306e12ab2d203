import type { Warning } from "@sluice/core";
import type { ImagePlan } from "../plan/image-plan.ts";
import { ownBases } from "../plan/own-bases.ts";

/** An image that could not be built. */
export interface ImageFailure {
  name: string;
  problem: Warning;
}

/**
 * What failed of `images`, and bases of theirs that failed. An image that starts from a failed one is not built because of that, whatever
 * else was said of it. `failed`: those that failed by themselves, by name. Pure.
 */
export function assembleFailures(
  plan: ImagePlan,
  images: readonly { name: string }[],
  failed: ReadonlyMap<string, Warning>,
): ImageFailure[] {
  const names = new Set([...images.map(({ name }) => name), ...failed.keys()]);
  return [...names].flatMap((name) => {
    const base = findFailedBase(plan, name, failed);
    const problem = base === null ? failed.get(name) : notBuilt(plan, name, base);
    return problem === undefined ? [] : [{ name, problem }];
  });
}

/** The image at the bottom of what `name` starts from that has failed, or whose Dockerfile is broken; null when none has. */
export function findFailedBase(plan: ImagePlan, name: string, failed: ReadonlyMap<string, Warning>): string | null {
  const isBroken = (base: string): boolean => plan.images.some((image) => image.name === base && image.problem !== null);
  return ownBases(plan.images, name).findLast((base) => failed.has(base) || isBroken(base)) ?? null;
}

function notBuilt({ images }: ImagePlan, name: string, base: string): Warning {
  const dockerfile = images.find((image) => image.name === name)?.dockerfile ?? name;
  return { code: "SLUICE_BASE_NOT_BUILT", message: `${dockerfile}: not built, because ${base}, which it starts from, could not be built` };
}
