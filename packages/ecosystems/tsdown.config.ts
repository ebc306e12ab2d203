import { definePackage } from "../../tools/build/tsdown.ts";

export default definePackage({ entry: ["src/lockfiles.ts", "src/paths.ts", "src/scan.ts"] });
