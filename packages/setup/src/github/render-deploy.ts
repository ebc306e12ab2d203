import { deploy, validateImageTag } from "../pipeline/deploy-commands.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { workflowName } from "../workflows/workflow-paths.ts";
import { above, toYaml } from "../yaml/to-yaml.ts";
import { runsOn } from "./render-ci.ts";
import { checkout, expression, installSteps, toolchainSteps } from "./steps.ts";

/** `deploy.yml`: by hand, with environment, image tag and dry run. What is deployed is each project's own target `deploy`. */
export function renderDeploy(pipeline: Pipeline): string {
  const { settings, commands } = pipeline;
  const inputs = { IMAGE_TAG: expression("inputs.image-tag") };
  return toYaml(
    {
      name: workflowName(pipeline.settings, "deploy"),
      "run-name": `${expression("inputs.dry-run && 'dry run' || 'deploy'")} ${expression("inputs.image-tag")} to ${expression("inputs.environment")}`,
      on: {
        workflow_dispatch: {
          inputs: {
            environment: { description: "Where to", required: true, type: "choice", options: settings.environments },
            "image-tag": { description: "The image tag to deploy, for example v1.2.3", required: true, type: "string" },
            "dry-run": { description: "Only show what would be deployed", required: false, type: "boolean", default: false },
          },
        },
      },
      permissions: {},
      concurrency: above("One deployment to an environment at a time; a running one is never cut off.", {
        group: `${workflowName(settings, "deploy")}-${expression("inputs.environment")}`,
        "cancel-in-progress": false,
      }),
      jobs: {
        validate: {
          "runs-on": "ubuntu-latest",
          "timeout-minutes": 5,
          permissions: {},
          steps: [{ name: "The image tag can be one", run: validateImageTag, env: inputs }],
        },
        deploy: {
          needs: "validate",
          "runs-on": runsOn(pipeline),
          "timeout-minutes": 60,
          environment: above("Protection rules and secrets of the environment hold here.", expression("inputs.environment")),
          permissions: { contents: "read", packages: "read", "id-token": "write" },
          steps: [
            checkout(),
            ...installSteps(pipeline),
            ...toolchainSteps(pipeline),
            {
              name: "Deploy",
              run: deploy(commands.exec),
              env: {
                DEPLOY_ENVIRONMENT: expression("inputs.environment"),
                ...inputs,
                DRY_RUN: expression("inputs.dry-run && '1' || ''"),
              },
            },
          ],
        },
      },
    },
    { spaced: ["jobs"] },
  );
}
