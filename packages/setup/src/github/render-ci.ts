import type { Pipeline } from "../pipeline/pipeline.ts";
import { gitHubPath, workflowName } from "../workflows/workflow-paths.ts";
import { above, behind, toYaml } from "../yaml/to-yaml.ts";
import { checkout, expression, imageSteps, installSteps, loginOfPullRequests, signingVariables, token } from "./steps.ts";

/** `ci.yml`: what a change affects → a job for each affected project and target → images → the one check to require. */
export function renderCi(pipeline: Pipeline): string {
  const { defaultBranch, images } = pipeline;
  const needs = ["affected", "service", ...(images === null ? [] : ["images"])];
  return toYaml(
    {
      name: workflowName(pipeline.settings, "ci"),
      on: { pull_request: null, merge_group: null, push: { branches: [defaultBranch] } },
      permissions: {},
      concurrency: {
        group: `ci-${expression("github.workflow")}-${expression("github.ref")}`,
        "cancel-in-progress": above(
          `A run on ${defaultBranch} is never cancelled: its success is the base of the next push.`,
          expression("github.event_name == 'pull_request'"),
        ),
      },
      jobs: {
        affected: affectedJob(pipeline),
        service: above("A job for each affected project, or for several where there would be too many.", serviceJob(pipeline)),
        ...(images === null ? {} : { images: imagesJob(pipeline) }),
        "ci-ok": above("The one check to require: green too when nothing is affected.", okJob(needs)),
      },
    },
    { spaced: ["jobs"] },
  );
}

/** The runner of every job. */
export function runsOn({ settings }: Pipeline): string {
  return settings.runner ?? "ubuntu-latest";
}

function affectedJob(pipeline: Pipeline): Record<string, unknown> {
  const { settings, commands } = pipeline;
  return {
    "runs-on": runsOn(pipeline),
    "timeout-minutes": 10,
    permissions: {
      contents: "read",
      actions: behind("the last green run is the base of a push", "read"),
      "pull-requests": behind("the one comment", "write"),
    },
    outputs: { matrix: expression("steps.affected.outputs.matrix"), images: expression("steps.affected.outputs.images") },
    steps: [
      checkout({ whole: true }),
      ...installSteps(pipeline),
      {
        name: "What this change affects, and why",
        id: "affected",
        run: `${commands.exec} sluice affected --format github --max ${settings.maxJobs}`,
        env: token,
      },
      { name: "The comment under the pull request", run: `${commands.exec} sluice comment`, env: token },
    ],
  };
}

function serviceJob(pipeline: Pipeline): Record<string, unknown> {
  return {
    needs: "affected",
    if: expression("fromJSON(needs.affected.outputs.matrix).include[0] != null"),
    name: expression("matrix.project"),
    permissions: { contents: "read" },
    strategy: { "fail-fast": false, matrix: expression("fromJSON(needs.affected.outputs.matrix)") },
    uses: `./${gitHubPath(pipeline.settings, "service")}`,
    with: { project: expression("matrix.project"), key: expression("format('{0}', strategy.job-index)") },
  };
}

function imagesJob(pipeline: Pipeline): Record<string, unknown> {
  const { when, variables } = loginOfPullRequests(pipeline);
  return {
    needs: ["affected", "service"],
    if: above(
      "Also after a skipped service job: a Dockerfile or a base may have changed without a project.",
      expression("!cancelled() && !failure() && needs.affected.outputs.images != '[]'"),
    ),
    "runs-on": runsOn(pipeline),
    "timeout-minutes": 60,
    permissions: {
      contents: "read",
      actions: "read",
      packages: "write",
      ...(pipeline.images?.signing?.secrets.length !== 0 ? {} : { "id-token": behind("keyless signatures", "write") }),
    },
    ...(Object.keys(variables).length === 0 ? {} : { env: variables }),
    steps: [
      checkout({ whole: true }),
      ...installSteps(pipeline),
      ...imageSteps(pipeline, { when }),
      {
        name: `Build the affected images, and push them on ${pipeline.defaultBranch}`,
        run: pipeline.commands.images,
        env: { ...token, ...signingVariables(pipeline) },
      },
    ],
  };
}

function okJob(needs: readonly string[]): Record<string, unknown> {
  return {
    needs,
    if: expression("always()"),
    "runs-on": "ubuntu-latest",
    "timeout-minutes": 5,
    permissions: {},
    steps: [
      {
        name: "Every job passed or had nothing to do",
        run: 'test "$FAILED" = false',
        env: { FAILED: expression("contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')") },
      },
    ],
  };
}
