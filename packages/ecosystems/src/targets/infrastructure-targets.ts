import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { taskInputs } from "./inputs.ts";

type InfrastructureFacts = Extract<ProjectFacts, { ecosystem: "kustomize" | "helm" | "terraform" }>;

const validations: Record<InfrastructureFacts["ecosystem"], { command: string; version: string; description: string }> = {
  kustomize: {
    command: "kubectl kustomize . > /dev/null",
    version: "kubectl version --client",
    description: "Renders the kustomization, with its bases and components.",
  },
  helm: { command: "helm lint .", version: "helm version --short", description: "Checks the chart with helm lint." },
  terraform: {
    command: "terraform init -backend=false -input=false > /dev/null && terraform validate",
    version: "terraform version",
    description: "Checks the module with terraform validate.",
  },
};

/** `validate`, with the tool of the ecosystem. Called so that `lint`, `test` and `build` ask for no tool that a repository did without. */
export function infrastructureTargets({ root }: ManifestProject, { ecosystem }: InfrastructureFacts): Record<string, Target> {
  const { command, version, description } = validations[ecosystem];
  const inputs = taskInputs({ of: "whole project", tools: [version] });
  return { validate: { command, cwd: root, cache: true, inputs, outputs: [], dependsOn: [], description } };
}
