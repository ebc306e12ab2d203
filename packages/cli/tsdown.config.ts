import { bundleAlone, definePackage } from "../../tools/build/tsdown.ts";

export default [definePackage({ entry: ["src/config.ts"] }), bundleAlone("src/quick.ts")];
