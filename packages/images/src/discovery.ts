// What finding the images of a repository needs, and nothing else: an entry of its own, so that a change is looked at quickly.
export type { UnclearDockerfile } from "./discovery/assemble-drafts.ts";
export { recallKnownBases, type KnownBases } from "./discovery/known-bases.ts";
export { readImages, type ReadImages, type ReadImagesRequest } from "./discovery/read-images.ts";
