import type { Memory } from "@sluice/affected";
import { KNOWN_BASES } from "@sluice/affected/quick";
import type { BaseSettings } from "../inputs/base-settings.ts";
import { contextName } from "../inputs/context-name.ts";
import type { Image } from "./image.ts";

/** What images of others brought along when somebody last looked, by where they are pulled from: of those alone where it decides on files. */
export type KnownBases = ReadonlyMap<string, readonly BaseSettings[]>;

/** What earlier looks into registries have left in the memory. */
export function recallKnownBases(memory: Memory): KnownBases {
  return new Map(Object.entries(memory.read<Record<string, BaseSettings[]>>(KNOWN_BASES, []) ?? {}));
}

/** Keeps what was looked up of bases that bring triggers along, or of which {@link mayBring} had to assume it; and what is new of those that are kept. */
export function rememberKnownBases(
  memory: Memory,
  found: readonly { image: Image; reference: string; brought: readonly BaseSettings[] }[],
): void {
  const known = recallKnownBases(memory);
  const next = new Map(known);
  for (const { image, reference, brought } of found) {
    const source = baseSource(image, reference);
    if (known.has(source) || mayBring(image, reference) || brought.some(({ onBuild }) => onBuild.length > 0)) next.set(source, brought);
  }
  const [before, after] = [known, next].map((bases) => JSON.stringify([...bases].sort(([a], [b]) => (a < b ? -1 : 1))));
  if (before !== after) memory.write(KNOWN_BASES, [], Object.fromEntries(next));
}

/** Where a base really comes from: what a named context puts in its place, else the reference itself. */
export function baseSource(image: Image, reference: string): string {
  const standIn = Object.entries(image.buildContexts).find(([name]) => contextName(name) === contextName(reference))?.[1];
  return standIn?.replace(/^docker-image:\/\//, "") ?? reference;
}

/**
 * Whether a base of which nothing is known probably decides on the image's files: its name says so, as that of `python:3-onbuild`; or a
 * source's path holds a variable that nothing else sets; or nothing is copied from a context at all, so that whatever is in the image comes from its base.
 */
export function mayBring({ inputs, missing, unset }: Image, reference: string): boolean {
  return /onbuild/i.test(reference) || unset.length > 0 || (inputs.length === 1 && missing.length === 0);
}

/** As much as any base can take. */
export const WHOLE_CONTEXT: BaseSettings = { environment: [], onBuild: ["COPY . /"] };
