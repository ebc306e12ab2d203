import type { GitHubEvent } from "./github-event.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables in which a CI system tells what started a run. What it has no variable for is left out. */
interface EventVariables {
  isOn(env: Environment): boolean;
  commit: string;
  pullRequest: { numbers: readonly string[]; headRef: string; baseRef: string; baseSha?: string };
  /** The pushed branch or git tag, by name or as a full reference. Of a list, the first one that is set counts. */
  ref: { tag?: string; branches: readonly string[] };
  /** The commit that the push is on top of, or that a run passed on last. */
  before?: string;
  defaultBranch?: string;
}

const systems: readonly EventVariables[] = [
  // https://docs.gitlab.com/ci/variables/predefined_variables/
  {
    isOn: (env) => env["GITLAB_CI"] === "true",
    commit: "CI_COMMIT_SHA",
    pullRequest: {
      numbers: ["CI_MERGE_REQUEST_IID"],
      headRef: "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
      baseRef: "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
      baseSha: "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    },
    ref: { tag: "CI_COMMIT_TAG", branches: ["CI_COMMIT_BRANCH"] },
    before: "CI_COMMIT_BEFORE_SHA",
    defaultBranch: "CI_DEFAULT_BRANCH",
  },
  // https://learn.microsoft.com/azure/devops/pipelines/build/variables; of a push it tells no commit before.
  {
    isOn: (env) => env["TF_BUILD"] === "True",
    commit: "BUILD_SOURCEVERSION",
    pullRequest: {
      // The first one for a repository on GitHub, where the other is no number that a person knows.
      numbers: ["SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "SYSTEM_PULLREQUEST_PULLREQUESTID"],
      headRef: "SYSTEM_PULLREQUEST_SOURCEBRANCH",
      baseRef: "SYSTEM_PULLREQUEST_TARGETBRANCH",
    },
    ref: { branches: ["BUILD_SOURCEBRANCH"] },
  },
  // https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables and those of its git plugin.
  {
    // Of the two, a Jenkins that nobody has told its address has the second alone.
    isOn: (env) => Boolean(env["JENKINS_URL"] || env["JENKINS_HOME"]),
    commit: "GIT_COMMIT",
    pullRequest: { numbers: ["CHANGE_ID"], headRef: "CHANGE_BRANCH", baseRef: "CHANGE_TARGET" },
    ref: { tag: "TAG_NAME", branches: ["BRANCH_NAME", "GIT_BRANCH"] },
    before: "GIT_PREVIOUS_SUCCESSFUL_COMMIT",
  },
];

/**
 * What GitLab CI, Azure Pipelines or Jenkins tells of a run, in GitHub's words; null when none of them runs this. A pull request's reference
 * ends in `/head`: what is checked out need not be a merge commit.
 */
export function parseOtherEvent(env: Environment): Pick<GitHubEvent, "name" | "ref" | "sha" | "headRef" | "baseRef" | "payload"> | null {
  const system = systems.find(({ isOn }) => isOn(env));
  if (system === undefined) return null;
  const value = (name: string | undefined): string => (name === undefined ? "" : (env[name] ?? ""));
  const { pullRequest, ref } = system;
  const sha = value(system.commit);
  const defaultBranch = value(system.defaultBranch);
  const repository = defaultBranch === "" ? {} : { repository: { default_branch: defaultBranch } };
  const number = pullRequest.numbers.map(value).find(Boolean) ?? "";
  if (number !== "") {
    const baseRef = branchName(value(pullRequest.baseRef));
    const baseSha = value(pullRequest.baseSha);
    const base = { ref: baseRef, ...(baseSha === "" ? {} : { sha: baseSha }) };
    const payload = { ...repository, pull_request: { ...(/^\d+$/.test(number) ? { number: Number(number) } : {}), base } };
    return {
      name: "pull_request",
      ref: `refs/pull/${number}/head`,
      sha,
      headRef: branchName(value(pullRequest.headRef)),
      baseRef,
      payload,
    };
  }
  const before = value(system.before);
  const payload = { ...repository, ...(before === "" ? {} : { before }) };
  return {
    name: "push",
    ref: pushedRef(value(ref.tag), ref.branches.map(value).find(Boolean) ?? ""),
    sha,
    headRef: "",
    baseRef: "",
    payload,
  };
}

function pushedRef(gitTag: string, branch: string): string {
  if (gitTag !== "") return `refs/tags/${gitTag}`;
  if (branch.startsWith("refs/tags/")) return branch;
  return branch === "" ? "" : `refs/heads/${branchName(branch)}`;
}

/** `refs/heads/main` and Jenkins's `origin/main` are `main`. */
function branchName(text: string): string {
  return text.replace(/^refs\/heads\//, "").replace(/^origin\//, "");
}
