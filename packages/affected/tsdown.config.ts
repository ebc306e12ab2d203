import { definePackage } from "../../tools/build/tsdown.ts";

export default definePackage({ entry: ["src/quick.ts", "src/scan-worker.ts"] });
