import type { Pipeline } from "../pipeline/pipeline.ts";
import { workflowName } from "../workflows/workflow-paths.ts";
import { above, behind, toYaml } from "../yaml/to-yaml.ts";
import { runsOn } from "./render-ci.ts";
import { checkout, expression, imageSteps, installSteps, publishToolSteps, signingVariables } from "./steps.ts";

/** A token that starts the checks of the release pull request; GitHub's own starts none. */
const RELEASE_TOKEN = expression("secrets.RELEASE_TOKEN || github.token");

/** `release.yml`: the release pull request on every push; publishing when it is merged, or when a release tag is pushed. */
export function renderRelease(pipeline: Pipeline): string {
  const { settings, defaultBranch } = pipeline;
  return toYaml(
    {
      name: workflowName(pipeline.settings, "release"),
      on: {
        push: { branches: [defaultBranch], ...(settings.publish === "tag" ? { tags: ["v*.*.*", "*@*.*.*"] } : {}) },
        workflow_dispatch: {
          inputs: {
            tag: {
              description: "The git tag to publish; empty for every version that is not published yet",
              required: false,
              type: "string",
            },
            "dry-run": { description: "Only show what would be published", required: false, type: "boolean", default: false },
          },
        },
      },
      permissions: {},
      jobs: { "pull-request": pullRequestJob(pipeline), publish: publishJob(pipeline) },
    },
    { spaced: ["jobs"] },
  );
}

function pullRequestJob(pipeline: Pipeline): Record<string, unknown> {
  return {
    if: expression("github.event_name == 'push' && github.ref_type == 'branch'"),
    "runs-on": runsOn(pipeline),
    "timeout-minutes": 15,
    concurrency: oneAtATime(pipeline, "pull-request"),
    permissions: { contents: behind("the branch", "write"), "pull-requests": behind("the pull request", "write") },
    steps: [
      checkout({ whole: true, pushes: true }),
      ...installSteps(pipeline),
      {
        name: "Open or update the release pull request",
        run: pipeline.commands.releasePullRequest,
        env: {
          GITHUB_TOKEN: above(
            "GitHub starts no checks for what its own token pushes: give a GitHub App's or a fine-grained token.",
            RELEASE_TOKEN,
          ),
        },
      },
    ],
  };
}

function publishJob(pipeline: Pipeline): Record<string, unknown> {
  const { settings, commands, publishSecrets } = pipeline;
  const logins = Object.fromEntries(publishSecrets.map((name) => [name, expression(`secrets.${name}`)]));
  const merged =
    "startsWith(github.event.head_commit.message, 'chore: release') || contains(github.event.head_commit.message, '/sluice/release-')";
  const when = settings.publish === "tag" ? "github.ref_type == 'tag'" : merged;
  const condition = `github.event_name == 'workflow_dispatch' || ${when}`;
  const env = { GITHUB_TOKEN: expression("github.token"), TAG: expression("inputs.tag") };
  const waiting =
    settings.publish === "tag"
      ? "One release at a time. GitHub lets one wait and cancels others that do: start those again, by hand with their tag."
      : "One release at a time; a waiting one finds what the first has done and does the rest. Of its own, so that no later push takes its place.";
  return {
    if:
      settings.publish === "tag"
        ? expression(condition)
        : above("The merge of the release pull request, by squash or merge commit.", expression(condition)),
    "runs-on": runsOn(pipeline),
    "timeout-minutes": 60,
    concurrency: above(waiting, oneAtATime(pipeline, "publish")),
    permissions: {
      contents: behind("git tags and GitHub releases", "write"),
      packages: behind("images", "write"),
      "id-token": behind("trusted publishing and provenance on npm", "write"),
    },
    steps: [
      checkout({ whole: true, pushes: true }),
      ...installSteps(pipeline, { cached: false }),
      ...publishToolSteps(pipeline),
      ...imageSteps(pipeline, { cached: false }),
      {
        name: "Publish what is missing",
        run: `${commands.publish} \${TAG:+--tag "$TAG"} \${DRY_RUN:+--dry-run}`,
        env: { ...env, ...logins, ...signingVariables(pipeline), DRY_RUN: expression("inputs.dry-run && '1' || ''") },
      },
      {
        name: "Check everything that was published",
        if: expression("!inputs.dry-run"),
        run: `${commands.verify} \${TAG:+--tag "$TAG"}`,
        // npm shows a restricted package to who may read it.
        env: { ...env, NPM_TOKEN: expression("secrets.NPM_TOKEN") },
      },
    ],
  };
}

/** Of a job, which a run that skips it does not enter: a waiting publish would else give way to the next push, which publishes nothing. */
function oneAtATime({ settings }: Pipeline, job: string): Record<string, unknown> {
  return { group: `${workflowName(settings, "release")}-${job}`, "cancel-in-progress": false };
}
