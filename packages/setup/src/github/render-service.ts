import type { Pipeline } from "../pipeline/pipeline.ts";
import { workflowName } from "../workflows/workflow-paths.ts";
import { above, behind, toYaml } from "../yaml/to-yaml.ts";
import { action } from "./actions.ts";
import { runsOn } from "./render-ci.ts";
import { checkout, expression, installSteps, toolchainSteps } from "./steps.ts";

/** `service.yml`: lint, test, build and security scan of the named projects, a job each. Called by `ci.yml` and `ci-remote.yml`. */
export function renderService(pipeline: Pipeline): string {
  return toYaml(
    {
      name: workflowName(pipeline.settings, "service"),
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
      jobs: { target: targetJob(pipeline), ...(pipeline.settings.security === "off" ? {} : { security: securityJob(pipeline) }) },
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
      NX_CACHE_DIRECTORY: behind("else Nx keeps it in a folder of the person's own", ".nx/cache"),
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

/** With `ci.security: "warn"` findings are shown and do not fail the job. */
function securityJob(pipeline: Pipeline): Record<string, unknown> {
  const scan = `${pipeline.commands.scan} --project "$PROJECTS"`;
  const warn = `${scan} || echo "::warning::The security scan of $PROJECTS has findings; see the log of this step."`;
  return {
    "runs-on": runsOn(pipeline),
    "timeout-minutes": 15,
    permissions: { contents: "read" },
    env: { PROJECTS: expression("inputs.project") },
    steps: [
      checkout(),
      ...installSteps(pipeline),
      { name: "Which day it is", id: "day", run: 'echo "day=$(date +%F)" >> "$GITHUB_OUTPUT"' },
      {
        uses: action("cache"),
        with: {
          path: above("The scanner's database is new each day.", ".git/sluice/scanner"),
          key: `scanner-${expression("steps.day.outputs.day")}`,
          "restore-keys": "scanner-",
        },
      },
      {
        name: "Look for known vulnerabilities, secrets and unsafe settings",
        run: pipeline.settings.security === "warn" ? warn : scan,
      },
    ],
  };
}
