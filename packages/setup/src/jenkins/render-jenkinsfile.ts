import { deploy, validateImageTag } from "../pipeline/deploy-commands.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { provideTools, runTarget } from "../pipeline/portable-scripts.ts";

/** `Jenkinsfile`, declarative: for a multibranch pipeline on an agent with Node.js 24, git and Docker. */
export function renderJenkinsfile(pipeline: Pipeline): string {
  const { settings } = pipeline;
  return block("pipeline", [
    settings.runner === undefined ? "agent any" : `agent { label ${quote(settings.runner)} }`,
    block("options", [
      "timeout(time: 90, unit: 'MINUTES')",
      "disableConcurrentBuilds(abortPrevious: env.CHANGE_ID != null)",
      "timestamps()",
    ]),
    block("environment", ["CI = 'true'", "NX_DAEMON = 'false'"]),
    ...(settings.environments.length === 0 ? [] : [block("parameters", parameters(settings.environments))]),
    block("stages", [
      prepareStage(pipeline),
      checkStage(pipeline),
      ...imagesStage(pipeline),
      releaseBranchStage(pipeline),
      releaseStage(pipeline),
      ...deployStage(pipeline),
    ]),
  ]);
}

function parameters(environments: readonly string[]): string[] {
  return [
    `choice(name: 'ENVIRONMENT', choices: [${["none", ...environments].map(quote).join(", ")}], description: 'Deploy to')`,
    "string(name: 'IMAGE_TAG', defaultValue: 'latest', description: 'Image tag to deploy')",
    "booleanParam(name: 'DRY_RUN', defaultValue: false, description: 'Only show what would be deployed')",
  ];
}

function prepareStage(pipeline: Pipeline): string {
  return stage("prepare", [
    "// The whole history: for the base of the comparison and for release tags.",
    steps([
      'if [ "$(git rev-parse --is-shallow-repository)" = true ]; then git fetch --unshallow --tags; else git fetch --tags; fi',
      ...provideTools(pipeline),
    ]),
  ]);
}

function checkStage(pipeline: Pipeline): string {
  const { settings } = pipeline;
  const targets = settings.targets.map((target) => stage(target, [steps([...shellStart(pipeline), ...runTarget(pipeline, target)])]));
  const scan = pipeline.commands.scan;
  const scanned = settings.security === "warn" ? `${scan} || echo 'The security scan has findings.'` : scan;
  const security = settings.security === "off" ? [] : [stage("security", [steps([...shellStart(pipeline), scanned])])];
  // One working folder: Nx runs the tasks of a stage in parallel by itself.
  return stage("check", [unlessDeploying(pipeline, ["not { buildingTag() }"]), block("stages", [...targets, ...security])]);
}

function unlessDeploying({ settings }: Pipeline, conditions: readonly string[]): string {
  const all = [
    ...conditions,
    ...(settings.environments.length === 0 ? [] : ["expression { params.ENVIRONMENT == null || params.ENVIRONMENT == 'none' }"]),
  ];
  return block("when", [block("allOf", all)]);
}

/** The PATH of what the first stage installed. */
function shellStart({ toolchains: { python, go, rust } }: Pipeline): string[] {
  const folders = [
    ...(python?.pip === true ? ["$PWD/.venv/bin"] : []),
    ...(python === null ? [] : ["$HOME/.local/bin"]),
    ...(go === null ? [] : ["/usr/local/go/bin"]),
    ...(rust ? ["$HOME/.cargo/bin"] : []),
  ];
  return folders.length === 0 ? [] : [`export PATH="${[...folders, "$PATH"].join(":")}"`];
}

function login({ images }: Pipeline): string {
  return images === null || images.registryHost === null
    ? ":"
    : `echo "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USERNAME" --password-stdin ${images.registryHost}`;
}

const registryCredentials =
  "usernamePassword(credentialsId: 'registry', usernameVariable: 'REGISTRY_USERNAME', passwordVariable: 'REGISTRY_PASSWORD')";
const gitCredentials = "gitUsernamePassword(credentialsId: 'git')";

function withCredentials(credentials: readonly string[], lines: readonly string[]): string {
  return block("steps", [block(`withCredentials([${credentials.join(", ")}])`, [shell(lines)])]);
}

function imagesStage(pipeline: Pipeline): string[] {
  const { images, commands } = pipeline;
  if (images === null) return [];
  const emulate = images.emulates ? ["docker run --rm --privileged tonistiigi/binfmt --install arm64"] : [];
  const build = [...shellStart(pipeline), ...emulate, login(pipeline), commands.images];
  return [stage("images", [unlessDeploying(pipeline, ["not { buildingTag() }"]), withCredentials([registryCredentials], build)])];
}

/** Off until it is asked for, since it needs credentials that may push. */
function releaseBranchStage(pipeline: Pipeline): string {
  const lines = [...shellStart(pipeline), `${pipeline.commands.releasePullRequest} --via branch`];
  const when = unlessDeploying(pipeline, [`branch ${quote(pipeline.defaultBranch)}`, "environment name: 'RELEASE_BRANCH', value: 'true'"]);
  return stage("release branch", [
    "// The branch with the next versions and changelogs; a person opens the pull request, once.",
    when,
    withCredentials([gitCredentials], lines),
  ]);
}

function releaseStage(pipeline: Pipeline): string {
  const { settings, commands, images, defaultBranch } = pipeline;
  const condition =
    settings.publish === "tag" ? ["buildingTag()"] : [`branch ${quote(defaultBranch)}`, "changelog '(?s).*chore: release.*'"];
  const lines = [...shellStart(pipeline), ...(images === null ? [] : [login(pipeline)]), commands.publish, commands.verify];
  // Git tags are pushed.
  const credentials = [...(images === null ? [] : [registryCredentials]), gitCredentials];
  return stage("release", [unlessDeploying(pipeline, condition), withCredentials(credentials, lines)]);
}

function deployStage(pipeline: Pipeline): string[] {
  if (pipeline.settings.environments.length === 0) return [];
  // Parameters reach the shell as variables alone.
  const lines = [
    ...shellStart(pipeline),
    validateImageTag,
    'export DEPLOY_ENVIRONMENT="$ENVIRONMENT"',
    'if [ "$DRY_RUN" = true ]; then DRY_RUN=1; else DRY_RUN=; fi',
    deploy(pipeline.commands.exec),
  ];
  return [stage("deploy", [block("when", ["expression { params.ENVIRONMENT != null && params.ENVIRONMENT != 'none' }"]), steps(lines)])];
}

function stage(name: string, body: readonly string[]): string {
  return block(`stage(${quote(name)})`, body);
}

function steps(lines: readonly string[]): string {
  return block("steps", [shell(lines)]);
}

/** A Groovy string in three single quotes: nothing in it is replaced; only a backslash and a quote have to be marked. */
function shell(lines: readonly string[]): string {
  const text = ["set -eu", ...lines]
    .join("\n")
    .replaceAll("\\", "\\\\")
    .replaceAll("'''", String.raw`\'\'\'`);
  return `sh '''\n${text}\n'''`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}

function block(head: string, body: readonly string[]): string {
  return `${head} {\n${body.map((part) => indent(part)).join("\n")}\n}`;
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : `    ${line}`))
    .join("\n");
}
