import { defineConfig } from "vitest/config";

// Packages are tested from their source: the condition picks src/index.ts where a user's import picks dist.
const conditions = ["@sluice/source", "node", "import", "default"];

function tier(name: string, include: string[], limits: { testTimeout: number; fileParallelism?: boolean; globalSetup?: string[] }) {
  return {
    ssr: { resolve: { conditions, externalConditions: conditions } },
    resolve: { conditions },
    test: { name, include, exclude: ["**/node_modules/**", "**/dist/**"], hookTimeout: 120_000, ...limits },
  };
}

export default defineConfig({
  test: {
    globalSetup: ["tools/test/own-temporary-folder.ts"],
    projects: [
      tier("unit", ["packages/*/src/**/*.test.ts", "tools/*/*.test.ts"], { testTimeout: 5_000 }),
      tier("functional", ["packages/*/test/functional/**/*.test.ts", "tools/*/test/functional/**/*.test.ts"], { testTimeout: 60_000 }),
      tier("e2e", ["packages/*/test/e2e/**/*.test.ts", "tools/*/test/e2e/**/*.test.ts"], { testTimeout: 300_000, fileParallelism: false }),
    ],
  },
});
