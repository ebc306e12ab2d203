/** Every file that `sluice workflows write` may write, for any CI system. */
export const workflowPaths: readonly string[] = [
  ".github/workflows/ci.yml",
  ".github/workflows/service.yml",
  ".github/workflows/release.yml",
  ".github/workflows/deploy.yml",
  ".github/workflows/ci-remote.yml",
  ".gitlab-ci.yml",
  "azure-pipelines.yml",
  "Jenkinsfile",
];
