/** The name of one of GitHub's workflows, `ci`, as the configuration has it. */
export function workflowName({ workflowPrefix }: { workflowPrefix: string }, name: string): string {
  return `${workflowPrefix}${name}`;
}

/** The file of one of GitHub's workflows, from the root. */
export function gitHubPath(settings: { workflowPrefix: string }, name: string): string {
  return `.github/workflows/${workflowName(settings, name)}.yml`;
}

/** What workflows are called by where those of the repository's own have the plain names. */
export const besidePrefix = "sluice-";

const names = ["ci", "service", "release", "deploy", "ci-remote"];

/** The files of all of GitHub's workflows. */
export function gitHubPaths(settings: { workflowPrefix: string }): string[] {
  return names.map((name) => gitHubPath(settings, name));
}

/** Every file that `sluice workflows write` may write, for any CI system, whether the workflows are to get that prefix or another. */
export function workflowPaths(settings: { workflowPrefix: string }): string[] {
  const prefixes = new Set(["", besidePrefix, settings.workflowPrefix]);
  return [
    ...[...prefixes].flatMap((workflowPrefix) => gitHubPaths({ workflowPrefix })),
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    "Jenkinsfile",
  ];
}
