import { deploy, validateImageTag } from "../pipeline/deploy-commands.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { providePackages, provideTools, runTarget } from "../pipeline/portable-scripts.ts";
import { above, type Commented, toYaml } from "../yaml/to-yaml.ts";

const onMergeRequest = { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' };
const onDefaultBranch = { if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" };
const onTag = { if: "$CI_COMMIT_TAG" };

/** `.gitlab-ci.yml`: a job for each target with what the change affects, then images, release and deployments. */
export function renderGitLab(pipeline: Pipeline): string {
  const { settings, images } = pipeline;
  const hasDeployments = settings.environments.length > 0;
  return toYaml({
    stages: ["check", ...(images === null ? [] : ["images"]), "release", ...(hasDeployments ? ["deploy"] : [])],
    workflow: {
      rules: [
        onMergeRequest,
        above("A newer push cancels none of these: it is compared with the one before, whose changes would stay unchecked.", {
          ...onDefaultBranch,
          auto_cancel: { on_new_commit: "none" },
        }),
        onTag,
      ],
    },
    variables: {
      GIT_DEPTH: above("The whole history: for the base of the comparison and for release tags.", "0"),
      NX_DAEMON: "false",
      NX_CACHE_DIRECTORY: ".nx/cache",
      npm_config_cache: "$CI_PROJECT_DIR/.npm",
      UV_CACHE_DIR: "$CI_PROJECT_DIR/.uv-cache",
      GOMODCACHE: "$CI_PROJECT_DIR/.go-cache",
      CARGO_HOME: "$CI_PROJECT_DIR/.cargo-home",
    },
    ".repository": {
      image: above(
        "Has Node.js and git; languages are installed where the image lacks them. Give another image to save that.",
        "node:24-trixie",
      ),
      ...(settings.runner === undefined ? {} : { tags: [settings.runner] }),
      timeout: "30 minutes",
      interruptible: true,
      before_script: [ignoreCaches, ...provideTools(pipeline)],
      cache: {
        key: "$CI_JOB_NAME",
        paths: [".npm/", ".nx/cache/", ".nx/workspace-data/", ".uv-cache/", ".go-cache/", ".cargo-home/registry/"],
      },
    },
    ...Object.fromEntries(settings.targets.map((target) => [jobName(target), targetJob(pipeline, target)])),
    ...(settings.security === "off" ? {} : { security: securityJob(pipeline) }),
    ...(images === null ? {} : { images: imagesJob(pipeline) }),
    "release request": releaseRequestJob(pipeline),
    publish: publishJob(pipeline),
    ...Object.fromEntries(settings.environments.map((environment) => [`deploy ${environment}`, deployJob(pipeline, environment)])),
  });
}

/** GitLab keeps caches below the checkout only; they are no change of it. */
const ignoreCaches = "printf '%s\\n' .npm/ .uv-cache/ .go-cache/ .cargo-home/ >> .git/info/exclude";

/** Names that GitLab has for itself. */
const reserved = new Set([
  "image",
  "services",
  "stages",
  "types",
  "before_script",
  "after_script",
  "variables",
  "cache",
  "include",
  "default",
  "pages",
  "images",
  "publish",
  "security",
]);

function jobName(target: string): string {
  return reserved.has(target) ? `target ${target}` : target;
}

function targetJob(pipeline: Pipeline, target: string): Record<string, unknown> {
  return {
    extends: ".repository",
    stage: "check",
    rules: [onMergeRequest, onDefaultBranch],
    script: runTarget(pipeline, target),
    artifacts: { paths: ["**/dist/", "**/coverage/"], expire_in: "7 days", when: "always" },
  };
}

function docker(): Record<string, unknown> {
  return {
    services: ["docker:28-dind"],
    variables: {
      DOCKER_HOST: "tcp://docker:2376",
      DOCKER_TLS_CERTDIR: "/certs",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/certs/client",
    },
  };
}

const installDocker =
  "command -v docker > /dev/null || { apt-get update && apt-get install -y --no-install-recommends docker-cli docker-buildx; }";

function securityJob(pipeline: Pipeline): Record<string, unknown> {
  return {
    extends: ".repository",
    stage: "check",
    rules: [onMergeRequest, onDefaultBranch],
    ...docker(),
    before_script: [ignoreCaches, ...providePackages(pipeline)],
    script: [installDocker, pipeline.commands.scan],
    ...(pipeline.settings.security === "warn" ? { allow_failure: true } : {}),
  };
}

function login({ images }: Pipeline): string[] {
  if (images?.registryHost === undefined || images.registryHost === null)
    return ['echo "$CI_REGISTRY_PASSWORD" | docker login --username "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"'];
  const login = `echo "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USERNAME" --password-stdin ${images.registryHost}`;
  // Merge requests of forks, and of branches that are not protected, may lack the variables.
  return [`if [ -z "\${CI_MERGE_REQUEST_IID:-}" ] || [ -n "\${REGISTRY_PASSWORD:-}" ]; then ${login}; fi`];
}

function prepareBuilder(pipeline: Pipeline): string[] {
  return [
    installDocker,
    ...login(pipeline),
    ...(pipeline.images?.emulates === true ? ["docker run --rm --privileged tonistiigi/binfmt --install arm64"] : []),
    "docker context create build && docker buildx create --name build --use build",
  ];
}

/** Without a configured registry images go to the project's own. */
function registry({ images }: Pipeline): string {
  return images?.registryHost === null ? ' --registry "$CI_REGISTRY_IMAGE"' : "";
}

function imagesJob(pipeline: Pipeline): Record<string, unknown> {
  return {
    extends: ".repository",
    stage: "images",
    timeout: "60 minutes",
    rules: [onMergeRequest, onDefaultBranch],
    ...docker(),
    script: [...prepareBuilder(pipeline), `${pipeline.commands.images}${registry(pipeline)}`],
  };
}

/** The job's own token may not push; the helper keeps the other one out of arguments and of the remote's address. */
const pushWithToken = [
  'git remote set-url origin "$CI_SERVER_URL/$CI_PROJECT_PATH.git"',
  `git config credential.helper '!f() { echo username=oauth2; echo "password=$RELEASE_TOKEN"; }; f'`,
];

function releaseRequestJob(pipeline: Pipeline): Commented {
  return above("Keeps the merge request with the next versions and changelogs. Needs the variable RELEASE_TOKEN: a token that may push.", {
    extends: ".repository",
    stage: "release",
    interruptible: false,
    resource_group: "release-request",
    rules: [{ if: `${onDefaultBranch.if} && $RELEASE_TOKEN` }],
    before_script: [ignoreCaches, ...providePackages(pipeline)],
    script: [...pushWithToken, `${pipeline.commands.releasePullRequest} --via gitlab`],
  });
}

function publishJob(pipeline: Pipeline): Commented {
  const { settings, images, commands } = pipeline;
  return above(
    "The versions that the merge request of the release, or `sluice release version`, has brought are published here. Needs RELEASE_TOKEN too, for git tags.",
    {
      extends: ".repository",
      stage: "release",
      timeout: "60 minutes",
      interruptible: false,
      resource_group: "release",
      rules: [settings.publish === "tag" ? onTag : { ...onDefaultBranch, changes: ["**/CHANGELOG.md"] }],
      ...(images === null ? {} : docker()),
      script: [
        ...pushWithToken,
        ...(images === null ? [] : prepareBuilder(pipeline)),
        `${commands.publish}${images === null ? "" : registry(pipeline)}`,
        `${commands.verify}${images === null ? "" : registry(pipeline)}`,
      ],
    },
  );
}

function deployJob({ commands }: Pipeline, environment: string): Record<string, unknown> {
  return {
    extends: ".repository",
    stage: "deploy",
    timeout: "60 minutes",
    interruptible: false,
    resource_group: `deploy-${environment}`,
    environment: { name: environment },
    rules: [{ ...onDefaultBranch, when: "manual" }],
    allow_failure: true,
    variables: { DEPLOY_ENVIRONMENT: environment, IMAGE_TAG: "", DRY_RUN: "" },
    script: [validateImageTag, deploy(commands.exec)],
  };
}
