import { defineConfig } from "@sluice/cli/config";

// Go services that share nothing but packages, their Helm charts and Terraform; contributors on restricted machines run CI from afar.
export default defineConfig({
  images: { registry: "ghcr.io/ai-aas/platform" },
  release: { chartRegistry: "oci://ghcr.io/ai-aas/charts" },
  ci: { security: "fail", environments: ["development", "staging", "production"] },
});
