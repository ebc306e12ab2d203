export type { Image } from "./discovery/image.ts";
export { readImages, type ReadImages, type ReadImagesRequest } from "./discovery/read-images.ts";
export type { BuildSettings } from "./inputs/collect-sources.ts";
export { computeImageInputs, type ImageInputs, type ImageInputsRequest } from "./inputs/compute-image-inputs.ts";
export { readImageFiles, type ImageFiles, type ImageFilesRequest } from "./inputs/read-image-files.ts";
