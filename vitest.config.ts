import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Packages are tested from their source: the condition picks src/index.ts where a user's import picks dist.
const conditions = ["@sluice/source", "node", "import", "default"];

/** Files that take long, where no earlier run says so; first the one that builds for minutes what a fresh machine does not have yet. */
const LONG = [
  "service-images",
  "init",
  "image-faults",
  "publish-killed",
  "full-disk",
  "conformance",
  "demo",
  "soundness",
  "publish-release",
];

/** What takes longest comes first, so that no worker is left with it alone at the end. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place < 0 ? LONG.length : place;
}

/** The limits end what hangs; they are no measure of speed, and hold on a machine that is slow and has other work. */
function tier(name: string, include: string[], testTimeout: number) {
  return {
    ssr: { resolve: { conditions, externalConditions: conditions } },
    resolve: { conditions },
    test: { name, include, isolate: name !== "unit", exclude: ["**/node_modules/**", "**/dist/**"], testTimeout, hookTimeout: 600_000 },
  };
}

export default defineConfig({
  test: {
    globalSetup: ["tools/test/own-temporary-folder.ts", "tools/test/own-environment.ts"],
    // Beside programs, servers and Docker a test mostly waits: two at once even on one or two cores.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    sequence: { sequencer: LongFirst },
    projects: [
      tier("unit", ["packages/*/src/**/*.test.ts", "tools/*/*.test.ts"], 60_000),
      tier("functional", ["packages/*/test/functional/**/*.test.ts", "tools/*/test/functional/**/*.test.ts"], 300_000),
      tier("e2e", ["packages/*/test/e2e/**/*.test.ts", "tools/*/test/e2e/**/*.test.ts"], 600_000),
    ],
  },
});
