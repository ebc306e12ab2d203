import { defineConfig } from "@sluice/cli/config";

// One Python package with Poetry; the commit's whole hash is the image tag, and conventional commits make the versions.
export default defineConfig({
  images: {
    registry: "ghcr.io/bifrost/bifrost",
    platforms: ["linux/amd64"],
    rules: ["type=sha,prefix=,format=long", "type=semver,pattern={{version}},match=^(?:bifrost@|v)(.*)$"],
    flavor: ["latest=false"],
  },
  release: { commits: "on" },
  ci: { publish: "merge", environments: ["staging", "production"] },
});
