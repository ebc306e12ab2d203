import { parseConfiguration, type UserConfiguration } from "@sluice/core";
import type { SetupFacts } from "@sluice/setup";

/** Facts of a repository with every language and an image, for tests that need no files. */
export function sampleFacts(configuration: UserConfiguration = {}, changes: Partial<SetupFacts> = {}): SetupFacts {
  return {
    name: "shop",
    github: "acme/shop",
    provider: null,
    defaultBranch: "main",
    configuration: parseConfiguration(configuration, "sluice.config.json"),
    configurationPath: null,
    packageManager: { name: "npm", isBerry: false },
    projects: [
      { name: "api", root: "services/api", ecosystem: "go", type: "app", image: true, targets: ["build", "image", "lint", "test"] },
    ],
    images: 1,
    toolchains: { go: "services/api/go.mod", python: { uv: true, poetry: true, pip: true }, rust: true },
    warnings: [],
    texts: new Map(),
    ...changes,
  };
}
