import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

// Everything goes into dist, so that the image needs no node_modules.
export default defineConfig({
  entry: ["src/main.ts"],
  format: "esm",
  platform: "node",
  target: "node24",
  dts: false,
  clean: true,
  // The bundler renames variables of the CommonJS build of this package to one name, which is then declared twice.
  alias: { "@opentelemetry/api": fileURLToPath(import.meta.resolve("@opentelemetry/api")) },
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
});
