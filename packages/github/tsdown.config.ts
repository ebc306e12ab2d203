import { definePackage } from "../../tools/build/tsdown.ts";

export default definePackage({ entry: ["src/event.ts"] });
