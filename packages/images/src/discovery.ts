// What finding the images of a repository needs, and nothing else: an entry of its own, so that a change is looked at quickly.
export { readImages, type ReadImages, type ReadImagesRequest, type UnclearDockerfile } from "./discovery/read-images.ts";
