import { defineConfig } from "@sluice/cli/config";

// Python and Rust; the Dockerfiles are where no folder tells whose they are, and one image has a variant for CUDA.
export default defineConfig({
  images: {
    registry: "ghcr.io/bizra/bizra-data-lake",
    images: {
      elite: { project: "elite", dockerfile: "deploy/Dockerfile.elite", context: "." },
      omega: {
        project: "omega",
        dockerfile: "bizra-omega/Dockerfile",
        context: "bizra-omega",
        variants: { cuda: { buildArgs: { CUDA: "1" } } },
      },
    },
  },
  ci: { publish: "tag", environments: ["staging", "production"] },
});
