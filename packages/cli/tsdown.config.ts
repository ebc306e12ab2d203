import { bundleAlone, definePackage } from "../../tools/build/tsdown.ts";

/** What answers from the memory needs. Manifests, images and events of a workflow run are read by the packages themselves. */
const quick = {
  affected: /^@sluice\/affected(\/|$)/,
  core: /^@sluice\/core(\/|$)/,
  ecosystems: /^@sluice\/ecosystems\/(scan|lockfiles)$/,
  git: /^@sluice\/git(\/|$)/,
};

export default [definePackage({ entry: ["src/config.ts"] }), bundleAlone("src/quick.ts", quick)];
