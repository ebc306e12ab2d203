import { expect, test } from "vitest";
import { parseOtherEvent } from "./parse-other-event.ts";

const sha = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";
const zero = "0".repeat(40);
const nothing = { headRef: "", baseRef: "", payload: {} };

test.each([
  [
    "a merge request on GitLab",
    {
      GITLAB_CI: "true",
      CI_COMMIT_SHA: sha,
      CI_COMMIT_BEFORE_SHA: zero,
      CI_DEFAULT_BRANCH: "main",
      CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "fix/x",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "develop",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: "base",
    },
    {
      name: "pull_request",
      ref: "refs/pull/7/head",
      sha,
      headRef: "fix/x",
      baseRef: "develop",
      payload: { repository: { default_branch: "main" }, pull_request: { number: 7, base: { ref: "develop", sha: "base" } } },
    },
  ],
  [
    "a push on GitLab",
    { GITLAB_CI: "true", CI_COMMIT_SHA: sha, CI_COMMIT_BRANCH: "main", CI_COMMIT_BEFORE_SHA: "before" },
    { ...nothing, name: "push", ref: "refs/heads/main", sha, payload: { before: "before" } },
  ],
  [
    "a git tag on GitLab",
    { GITLAB_CI: "true", CI_COMMIT_TAG: "api@1.2.3" },
    { ...nothing, name: "push", ref: "refs/tags/api@1.2.3", sha: "" },
  ],
  [
    "a pull request on Azure",
    {
      TF_BUILD: "True",
      BUILD_SOURCEVERSION: sha,
      BUILD_SOURCEBRANCH: "refs/pull/7/merge",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
      SYSTEM_PULLREQUEST_SOURCEBRANCH: "refs/heads/fix/x",
      SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main",
    },
    {
      name: "pull_request",
      ref: "refs/pull/7/head",
      sha,
      headRef: "fix/x",
      baseRef: "main",
      payload: { pull_request: { number: 7, base: { ref: "main" } } },
    },
  ],
  [
    "a push on Azure",
    { TF_BUILD: "True", BUILD_SOURCEVERSION: sha, BUILD_SOURCEBRANCH: "refs/heads/main" },
    { ...nothing, name: "push", ref: "refs/heads/main", sha },
  ],
  [
    "a git tag on Azure",
    { TF_BUILD: "True", BUILD_SOURCEVERSION: sha, BUILD_SOURCEBRANCH: "refs/tags/v1.2.3" },
    { ...nothing, name: "push", ref: "refs/tags/v1.2.3", sha },
  ],
  [
    "a pull request on Jenkins, of a host that counts otherwise",
    { JENKINS_URL: "https://ci", GIT_COMMIT: sha, BRANCH_NAME: "PR-7", CHANGE_ID: "7/2", CHANGE_BRANCH: "fix/x", CHANGE_TARGET: "main" },
    {
      name: "pull_request",
      ref: "refs/pull/7/2/head",
      sha,
      headRef: "fix/x",
      baseRef: "main",
      payload: { pull_request: { base: { ref: "main" } } },
    },
  ],
  [
    "a push on Jenkins",
    { JENKINS_URL: "https://ci", GIT_COMMIT: sha, GIT_BRANCH: "origin/main", GIT_PREVIOUS_SUCCESSFUL_COMMIT: "green" },
    { ...nothing, name: "push", ref: "refs/heads/main", sha, payload: { before: "green" } },
  ],
  ["a person's machine", { CI: "true" }, null],
])("%s", (_name, env, event) => {
  expect(parseOtherEvent(env)).toEqual(event);
});
