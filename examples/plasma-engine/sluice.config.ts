import { defineConfig } from "@sluice/cli/config";

// Five services, each in a folder of its own at the root; images in GitHub's registry; a git tag v1.2.3 goes to production.
export default defineConfig({
  images: { registry: "ghcr.io/plasma-engine/plasma-engine" },
  ci: { publish: "tag", security: "fail", environments: ["staging", "production"] },
});
