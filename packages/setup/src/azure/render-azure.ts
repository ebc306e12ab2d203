import { packageManagers } from "../facts/package-managers.ts";
import { deploy, validateImageTag } from "../pipeline/deploy-commands.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { providePackages, provideTools, runTarget } from "../pipeline/portable-scripts.ts";
import { above, toYaml } from "../yaml/to-yaml.ts";

type Step = Record<string, unknown>;

/** `azure-pipelines.yml`: a job for each target with what the change affects, then images, release and deployments. */
export function renderAzure(pipeline: Pipeline): string {
  const { settings, defaultBranch } = pipeline;
  const hasDeployments = settings.environments.length > 0;
  return toYaml({
    trigger: {
      branches: { include: [defaultBranch] },
      ...(settings.publish === "tag" ? { tags: { include: ["v*", "*@*"] } } : {}),
    },
    pr: { branches: { include: [defaultBranch] } },
    ...(hasDeployments ? { parameters: parameters(settings.environments) } : {}),
    pool: settings.runner === undefined ? { vmImage: "ubuntu-latest" } : { name: settings.runner },
    variables: { NX_DAEMON: "false", NX_CACHE_DIRECTORY: ".nx/cache", npm_config_cache: "$(Pipeline.Workspace)/.npm" },
    stages: [
      checkStage(pipeline),
      ...imagesStage(pipeline),
      releaseBranchStage(pipeline),
      releaseStage(pipeline),
      ...deployStage(pipeline),
    ],
  });
}

function parameters(environments: readonly string[]): Step[] {
  return [
    { name: "environment", displayName: "Deploy to", type: "string", default: "none", values: ["none", ...environments] },
    { name: "imageTag", displayName: "Image tag to deploy", type: "string", default: "latest" },
    { name: "dryRun", displayName: "Only show what would be deployed", type: "boolean", default: "false" },
  ];
}

function preparation({ packageManager: { name } }: Pipeline): Step[] {
  const { lockfile } = packageManagers[name];
  return [
    {
      checkout: "self",
      fetchDepth: above("The whole history: for the base of the comparison and for release tags.", "0"),
      fetchTags: "true",
    },
    { task: "NodeTool@0", inputs: { versionSpec: "24.x" } },
    {
      task: "Cache@2",
      displayName: "Cache packages and results",
      inputs: { key: `sluice | "$(Agent.OS)" | ${lockfile}`, path: ".nx/cache", restoreKeys: 'sluice | "$(Agent.OS)"' },
    },
  ];
}

/** One step, since what one exports another does not see. */
function script(pipeline: Pipeline, displayName: string, lines: readonly string[], env: Record<string, string> = {}): Step {
  return bash(displayName, [...provideTools(pipeline), ...lines], env);
}

function bash(displayName: string, lines: readonly string[], env: Record<string, string> = {}): Step {
  return {
    bash: ["set -euo pipefail", ...lines].join("\n"),
    displayName,
    ...(Object.keys(env).length === 0 ? {} : { env }),
  };
}

/** A run for a deployment checks and builds nothing again. */
function unlessDeploying({ settings }: Pipeline, condition: string): string {
  return settings.environments.length === 0 ? condition : `and(${condition}, eq('\${{ parameters.environment }}', 'none'))`;
}

function checkStage(pipeline: Pipeline): Step {
  const { settings } = pipeline;
  return {
    stage: "check",
    condition: unlessDeploying(pipeline, "not(startsWith(variables['Build.SourceBranch'], 'refs/tags/'))"),
    jobs: [
      ...settings.targets.map((target) => ({
        job: target.replaceAll(/\W/g, "_"),
        timeoutInMinutes: "30",
        steps: [...preparation(pipeline), script(pipeline, `Run ${target} of what the change affects`, runTarget(pipeline, target))],
      })),
      ...(settings.security === "off"
        ? []
        : [
            {
              job: "security",
              timeoutInMinutes: "15",
              steps: [
                ...preparation(pipeline),
                {
                  ...bash("Look for known vulnerabilities, secrets and unsafe settings", [
                    ...providePackages(pipeline),
                    pipeline.commands.scan,
                  ]),
                  ...(settings.security === "warn" ? { continueOnError: "true" } : {}),
                },
              ],
            },
          ]),
    ],
  };
}

function login({ images }: Pipeline): string[] {
  if (images === null || images.registryHost === null) return [];
  return [`echo "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USERNAME" --password-stdin ${images.registryHost}`];
}

/** Secret variables reach a script only when they are named. */
const registrySecrets = { REGISTRY_USERNAME: "$(REGISTRY_USERNAME)", REGISTRY_PASSWORD: "$(REGISTRY_PASSWORD)" };

/** Private bases are pulled for pull requests too; one of a fork has no secrets. */
function loginWherePossible(pipeline: Pipeline): string[] {
  const lines = login(pipeline).map((line) => `  ${line}`);
  if (lines.length === 0) return [];
  const condition = 'if [ -z "${SYSTEM_PULLREQUEST_PULLREQUESTID:-}" ] || [ -n "${REGISTRY_PASSWORD:-}" ]; then';
  return [withoutUnset(Object.keys(registrySecrets)), condition, ...lines, "fi"];
}

function prepareBuilder({ images }: Pipeline): string[] {
  return [
    ...(images?.emulates === true ? ["docker run --rm --privileged tonistiigi/binfmt --install arm64"] : []),
    "docker buildx create --use",
  ];
}

function imagesStage(pipeline: Pipeline): Step[] {
  if (pipeline.images === null) return [];
  const lines = [...loginWherePossible(pipeline), ...prepareBuilder(pipeline), pipeline.commands.images];
  return [
    {
      stage: "images",
      dependsOn: "check",
      jobs: [
        {
          job: "images",
          timeoutInMinutes: "60",
          steps: [
            ...preparation(pipeline),
            script(pipeline, "Build the affected images, and push them on branches", lines, registrySecrets),
          ],
        },
      ],
    },
  ];
}

/** Pushes with the build service's own token, which the project's settings have to allow. */
function releaseBranchStage(pipeline: Pipeline): Step {
  const [self, ...rest] = preparation(pipeline);
  const condition = `and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/${pipeline.defaultBranch}'), eq(variables['RELEASE_BRANCH'], 'true'))`;
  return {
    stage: "release_branch",
    dependsOn: "check",
    condition: above(
      "Off until the variable RELEASE_BRANCH is true and the build service may push; a person opens the pull request, once.",
      unlessDeploying(pipeline, condition),
    ),
    jobs: [
      {
        job: "release_branch",
        timeoutInMinutes: "15",
        steps: [
          { ...self, persistCredentials: "true" },
          ...rest,
          bash("Keep the branch with the next versions and changelogs", [
            ...providePackages(pipeline),
            `${pipeline.commands.releasePullRequest} --via branch`,
          ]),
        ],
      },
    ],
  };
}

function releaseStage(pipeline: Pipeline): Step {
  const { settings, commands, images, defaultBranch, publishSecrets } = pipeline;
  const [self, ...rest] = preparation(pipeline);
  const branch =
    settings.publish === "tag"
      ? "startsWith(variables['Build.SourceBranch'], 'refs/tags/')"
      : `eq(variables['Build.SourceBranch'], 'refs/heads/${defaultBranch}')`;
  const isRelease = "git log -1 --format=%B | grep -Eq '^(Merged PR [0-9]+: )?chore: release' || { echo 'This is no release.'; exit 0; }";
  return {
    stage: "release",
    dependsOn: settings.publish === "tag" ? [] : images === null ? "check" : "images",
    condition: unlessDeploying(pipeline, `and(succeeded(), ${branch})`),
    jobs: [
      {
        job: "publish",
        timeoutInMinutes: "60",
        steps: [
          { ...self, persistCredentials: above("Git tags are pushed.", "true") },
          ...rest,
          script(
            pipeline,
            "Publish what is missing, and check it",
            [
              ...(settings.publish === "tag" ? [] : [isRelease]),
              withoutUnset(publishSecrets),
              ...(images === null ? [] : [...login(pipeline), ...prepareBuilder(pipeline)]),
              commands.publish,
              commands.verify,
            ],
            { ...(images === null ? {} : registrySecrets), ...Object.fromEntries(publishSecrets.map((name) => [name, `$(${name})`])) },
          ),
        ],
      },
    ],
  };
}

/** Azure leaves the name of a variable that is not set where its value should be. */
function withoutUnset(names: readonly string[]): string {
  return `for name in ${names.join(" ")}; do case "\${!name}" in '$('*) unset "$name" ;; esac; done`;
}

function deployStage(pipeline: Pipeline): Step[] {
  if (pipeline.settings.environments.length === 0) return [];
  const env = {
    DEPLOY_ENVIRONMENT: "${{ parameters.environment }}",
    IMAGE_TAG: "${{ parameters.imageTag }}",
    DRY_RUN_VALUE: "${{ parameters.dryRun }}",
  };
  const dryRun = 'if [ "$DRY_RUN_VALUE" = True ]; then export DRY_RUN=1; else export DRY_RUN=; fi';
  return [
    {
      stage: "deploy",
      dependsOn: [],
      condition: "ne('${{ parameters.environment }}', 'none')",
      jobs: [
        {
          deployment: "deploy",
          timeoutInMinutes: "60",
          environment: "${{ parameters.environment }}",
          strategy: {
            runOnce: {
              deploy: {
                steps: [
                  ...preparation(pipeline),
                  script(pipeline, "Deploy", [validateImageTag, dryRun, deploy(pipeline.commands.exec)], env),
                ],
              },
            },
          },
        },
      ],
    },
  ];
}
