import type { ManifestProject } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { cargoTargets } from "./cargo-targets.ts";
import { goTargets } from "./go-targets.ts";
import { infrastructureTargets } from "./infrastructure-targets.ts";
import { npmTargets } from "./npm-targets.ts";
import { pythonTargets } from "./python-targets.ts";

/** The targets that one manifest gives its project. */
export function inferTargets(project: ManifestProject): Record<string, Target> {
  const { facts } = project;
  switch (facts.ecosystem) {
    case "npm":
      return npmTargets(project, facts);
    case "python":
      return pythonTargets(project, facts);
    case "go":
      return goTargets(project, facts);
    case "cargo":
      return cargoTargets(project, facts);
    case "docker":
      return {};
    case "kustomize":
    case "helm":
    case "terraform":
      return infrastructureTargets(project, facts);
  }
}
