import { definePackage } from "../../tools/build/tsdown.ts";

export default definePackage({
  entry: [
    "src/docker.ts",
    "src/go.ts",
    "src/infrastructure.ts",
    "src/init-generator.ts",
    "src/manifests.ts",
    "src/python.ts",
    "src/rust.ts",
  ],
});
