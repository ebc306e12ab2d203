import { defineConfig } from "@sluice/cli/config";

export default defineConfig({
  images: { registry: "ghcr.io/sluice-dev/sluice" },
});
