// What a path tells by itself: an entry of its own, since what reads manifests takes long to load.
export { dockerfileSuffix } from "./docker/dockerfiles.ts";
export { createIgnoredFolders, type IgnoredFolders } from "./workspace/ignored-folders.ts";
