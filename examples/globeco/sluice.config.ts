import { defineConfig } from "@sluice/cli/config";

// One service at the root of its repository, on Docker Hub, for two platforms: the default tag scheme is the one it has.
export default defineConfig({
  images: { registry: "docker.io/kasbench", platforms: ["linux/amd64", "linux/arm64"] },
  ci: { publish: "tag", environments: ["staging", "production"] },
});
