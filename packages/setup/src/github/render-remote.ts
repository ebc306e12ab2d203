import type { Pipeline } from "../pipeline/pipeline.ts";
import { gitHubPath, workflowName } from "../workflows/workflow-paths.ts";
import { toYaml } from "../yaml/to-yaml.ts";
import { runsOn } from "./render-ci.ts";
import { checkout, expression, installSteps } from "./steps.ts";

/** `ci-remote.yml`: CI of one service, or of all, for a person whose own machine cannot run it. `make ci-remote` starts it. */
export function renderRemote(pipeline: Pipeline): string {
  const { commands } = pipeline;
  return toYaml(
    {
      name: workflowName(pipeline.settings, "ci-remote"),
      "run-name": `${expression("inputs.service")} for ${expression("github.actor")}: ${expression("inputs.notes")}`,
      on: {
        workflow_dispatch: {
          inputs: {
            service: { description: "The project to check, or all", required: true, type: "string", default: "all" },
            notes: { description: "Why, for those who look at the run later", required: false, type: "string", default: "" },
          },
        },
      },
      permissions: {},
      concurrency: { group: `ci-remote-${expression("github.ref")}-${expression("inputs.service")}`, "cancel-in-progress": true },
      jobs: {
        choose: {
          "runs-on": runsOn(pipeline),
          "timeout-minutes": 10,
          permissions: { contents: "read" },
          outputs: { project: expression("steps.choose.outputs.project") },
          steps: [
            checkout(),
            ...installSteps(pipeline),
            {
              name: "Which projects",
              id: "choose",
              run: chooseProjects(commands.exec),
              env: { SERVICE: expression("inputs.service"), NOTES: expression("inputs.notes") },
            },
          ],
        },
        service: {
          needs: "choose",
          permissions: { contents: "read" },
          uses: `./${gitHubPath(pipeline.settings, "service")}`,
          with: { project: expression("needs.choose.outputs.project"), key: "remote" },
        },
      },
    },
    { spaced: ["jobs"] },
  );
}

function chooseProjects(exec: string): string {
  return [
    `projects=$(${exec} nx show projects --sep ,)`,
    'case "$SERVICE" in',
    '  all) project="$projects" ;;',
    "  *)",
    '    project="$SERVICE"',
    '    case ",$projects," in',
    '      *",$SERVICE,"*) ;;',
    '      *) echo "There is no project of that name. There are: $projects" >&2; exit 1 ;;',
    "    esac ;;",
    "esac",
    'echo "project=$project" >> "$GITHUB_OUTPUT"',
    `printf '%s\\n' "$SERVICE" "$NOTES" >> "$GITHUB_STEP_SUMMARY"`,
  ].join("\n");
}
