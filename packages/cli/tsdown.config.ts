import { bundleAlone, definePackage } from "../../tools/build/tsdown.ts";

/** What answers from the memory needs. Manifests, images and events of a workflow run are read by the packages themselves. */
const quick = {
  affected: /^@sluice\/affected(\/|$)/,
  core: /^@sluice\/core(\/|$)/,
  ecosystems: /^@sluice\/ecosystems\/(scan|lockfiles)$/,
  git: /^@sluice\/git(\/|$)/,
};

/** What builds images: all of it. */
const images = {
  affected: /^@sluice\/affected(\/|$)/,
  core: /^@sluice\/core(\/|$)/,
  ecosystems: /^@sluice\/ecosystems(\/|$)/,
  git: /^@sluice\/git(\/|$)/,
  github: /^@sluice\/github(\/|$)/,
  images: /^@sluice\/images(\/|$)/,
};

export default [
  definePackage({ entry: ["src/config.ts"] }),
  bundleAlone("src/quick.ts", quick),
  bundleAlone("src/quick-images.ts", images),
];
