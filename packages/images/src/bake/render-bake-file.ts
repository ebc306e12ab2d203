import { posix } from "node:path";
import type { BuildCache } from "../cache/build-cache.ts";
import { type CacheFields, renderCache } from "../cache/render-cache.ts";
import { ownBases } from "../plan/own-bases.ts";
import { type Attestations, type ImagePlan, isOnlyBase, type PlannedImage } from "../plan/image-plan.ts";

/** What becomes of the built images. */
export interface BakeOptions {
  /** `push`: to the registry, all platforms. `digest`: the same without a tag. `load`: into the local engine, its own platform. `none`: built only. */
  output: "push" | "digest" | "load" | "none";
  /** Names of the images to build; all when left out. Those they start from are always in the file. */
  only?: ReadonlySet<string>;
  /** Which references are pushed: all, or the one for the key alone where there is one, so that tags can follow once all is there. */
  references?: "all" | "key";
  /** Where build steps are kept; nowhere but in the builder when left out or null. */
  cache?: BuildCache | null;
}

/** A plan → the text of a bake file (JSON) for one `docker buildx bake` from the repository root. Pure. */
export function renderBakeFile(plan: ImagePlan, { output, only, references = "all", cache = null }: BakeOptions): string {
  const names = targetNames(plan.images);
  const wanted = plan.images.filter(
    (image) => (only === undefined ? !isOnlyBase(image) : only.has(image.name)) && canBeBuilt(image, plan.images),
  );
  const targets: Record<string, object> = {};
  for (const image of withBases(wanted, plan.images)) {
    const isWanted = wanted.includes(image);
    const context = { plan, names, references, cache, output: isWanted ? output : "none" };
    targets[names.get(image.name) ?? image.name] = renderTarget(image, context);
  }
  const document = { group: { default: { targets: wanted.map(({ name }) => names.get(name) ?? name) } }, target: targets };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function canBeBuilt(image: PlannedImage, images: readonly PlannedImage[]): boolean {
  const bases = ownBases(images, image.name);
  return image.problem === null && images.every(({ name, problem }) => problem === null || !bases.includes(name));
}

/** Names of the bake targets by image name: bake takes letters, digits, `_` and `-` only. */
export function targetNames(images: readonly { name: string }[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name } of images) {
    let target = name.replace(/[^a-zA-Z0-9_-]/g, "_");
    while (taken.has(target)) target += "_";
    taken.add(target);
    names.set(name, target);
  }
  return names;
}

function withBases(wanted: readonly PlannedImage[], images: readonly PlannedImage[]): Set<PlannedImage> {
  const needed = new Set(wanted);
  for (const image of needed) {
    for (const value of Object.values(image.buildContexts)) {
      const base = images.find(({ name }) => value === `target:${name}`);
      if (base !== undefined) needed.add(base);
    }
  }
  return needed;
}

interface TargetContext {
  plan: ImagePlan;
  names: ReadonlyMap<string, string>;
  output: BakeOptions["output"];
  references: "all" | "key";
  cache: BuildCache | null;
}

function renderTarget(image: PlannedImage, { plan, names, output, references, cache }: TargetContext): object {
  const isPushed = output === "push" || output === "digest";
  const tags = output === "none" || output === "digest" ? [] : chooseReferences(image, isPushed ? references : "tags");
  return {
    context: image.context,
    // bake looks for the Dockerfile from the context on.
    dockerfile: posix.relative(image.context, image.dockerfile),
    ...(image.targetStage === null ? {} : { target: image.targetStage }),
    ...(output === "load" ? {} : { platforms: image.platforms }),
    contexts: escapeValues(bakeContexts(image.buildContexts, names)),
    args: escapeValues({ ...image.buildArgs, SOURCE_DATE_EPOCH: String(plan.sourceDateEpoch) }),
    labels: escapeValues(image.labels),
    annotations: isPushed ? Object.entries(image.annotations).map(([key, value]) => escapeTemplate(`${key}=${value}`)) : [],
    tags,
    secret: plan.secrets.map(escapeTemplate),
    attest: isPushed ? renderAttestations(plan.attestations) : ["type=provenance,disabled=true"],
    ...(cache === null ? {} : escapeLists(renderCache(image, cache))),
    output: [{ push: "type=registry", digest: digestOutput(image), load: "type=docker", none: "type=cacheonly" }[output]],
  };
}

/** In buildx's words. */
function renderAttestations({ provenance, sbom }: Attestations): string[] {
  const scanner = sbom?.scanner ?? null;
  const sboms = sbom === null ? [] : [scanner === null ? "type=sbom" : escapeTemplate(`type=sbom,generator=${scanner}`)];
  return [`type=provenance,mode=${provenance}`, ...sboms];
}

/** The image's repository without a tag; nothing but its digest will name what is pushed. */
function digestOutput({ tags }: PlannedImage): string {
  const [repository = ""] = tags.map((tag) => tag.slice(0, tag.lastIndexOf(":")));
  return `type=image,name=${repository},push-by-digest=true,name-canonical=true,push=true`;
}

function chooseReferences(image: PlannedImage, references: "all" | "key" | "tags"): string[] {
  if (references === "key") return firstReferences(image);
  return image.keyReference === null || references === "tags" ? image.tags : [...image.tags, image.keyReference];
}

/** What an image is pushed under before its tags are written: its key; without one, its tags. */
export function firstReferences(image: PlannedImage): string[] {
  return image.keyReference === null ? tagsBeforeOthers(image) : [image.keyReference];
}

/** Tags that only move forward are written after a look at the registry; an image that has no other tag needs them to be pushed at all. */
function tagsBeforeOthers({ tags, moving }: PlannedImage): string[] {
  const fixed = tags.filter((tag) => !moving.some(({ reference }) => reference === tag));
  return fixed.length > 0 ? fixed : tags;
}

function bakeContexts(contexts: Record<string, string>, names: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(contexts).map(([name, value]) => [
      name,
      value.startsWith("target:") ? `target:${names.get(value.slice("target:".length)) ?? value.slice("target:".length)}` : value,
    ]),
  );
}

function escapeValues(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, escapeTemplate(value)]));
}

function escapeLists(lists: CacheFields): CacheFields {
  return { "cache-from": lists["cache-from"].map(escapeTemplate), "cache-to": lists["cache-to"].map(escapeTemplate) };
}

/** Strings of a bake file are templates: `${` and `%{` have to be doubled. */
function escapeTemplate(text: string): string {
  return text.replace(/[$%]\{/g, (mark) => `${mark.charAt(0)}${mark}`);
}
