import type { Pipeline } from "../pipeline/pipeline.ts";
import { above, toYaml } from "../yaml/to-yaml.ts";
import { action } from "./actions.ts";
import { runsOn } from "./render-ci.ts";
import { checkout, expression, installSteps, toolchainSteps } from "./steps.ts";

/** `service.yml`: lint, test and build of the named projects, a job each. Called by `ci.yml` and `ci-remote.yml`. */
export function renderService(pipeline: Pipeline): string {
  return toYaml(
    {
      name: "service",
      on: {
        workflow_call: {
          inputs: {
            project: { description: "Names of projects, with commas between them", required: true, type: "string" },
            key: { description: "Tells the caches and artifacts of two calls apart", required: false, type: "string", default: "all" },
          },
        },
      },
      permissions: {},
      concurrency: {
        group: `service-${expression("github.run_id")}-${expression("inputs.key")}`,
        "cancel-in-progress": false,
      },
      jobs: { target: targetJob(pipeline) },
    },
    { spaced: ["jobs"] },
  );
}

function targetJob(pipeline: Pipeline): Record<string, unknown> {
  const { settings, commands } = pipeline;
  const prefix = `nx-${expression("runner.os")}-${expression("matrix.target")}-${expression("inputs.key")}-`;
  return {
    name: expression("matrix.target"),
    "runs-on": runsOn(pipeline),
    "timeout-minutes": 30,
    permissions: { contents: "read" },
    strategy: { "fail-fast": false, matrix: { target: settings.targets } },
    env: above("Input and matrix reach the shell as variables alone.", {
      PROJECTS: expression("inputs.project"),
      TARGET: expression("matrix.target"),
    }),
    steps: [
      checkout(),
      ...installSteps(pipeline),
      ...toolchainSteps(pipeline),
      {
        uses: action("cache"),
        with: { path: ".nx/cache\n.nx/workspace-data/*.db*", key: `${prefix}${expression("github.sha")}`, "restore-keys": prefix },
      },
      { name: "Install what the projects need", run: commands.prepare },
      { name: "Run the target", run: `${commands.exec} nx run-many -t "$TARGET" --projects "$PROJECTS"` },
      {
        if: expression("!cancelled()"),
        uses: action("uploadArtifact"),
        with: {
          name: `${expression("matrix.target")}-${expression("inputs.key")}`,
          path: "**/dist/**\n**/coverage/**\n**/junit*.xml\n!**/node_modules/**\n!**/.venv/**",
          "if-no-files-found": "ignore",
          "retention-days": 7,
        },
      },
    ],
  };
}
