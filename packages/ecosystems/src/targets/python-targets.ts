import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { taskInputs } from "./inputs.ts";

type PythonFacts = Extract<ProjectFacts, { ecosystem: "python" }>;

/** `lint` with ruff, `test` with pytest where there are tests, `build` of a wheel where the project can be packaged. */
export function pythonTargets({ root }: ManifestProject, facts: PythonFacts): Record<string, Target> {
  const tools = ["python3 --version", ...(facts.tool === "pip" ? [] : [`${facts.tool} --version`])];
  const targets: Record<string, Target> = { lint: lintTarget(root, facts, tools) };
  if (facts.tests) {
    targets["test"] = {
      command: `${runner(facts)} pytest`,
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "whole project", tools, variables: ["PYTEST_ADDOPTS", "UV_PYTHON"] }),
      outputs: [],
      dependsOn: [],
      description: "Runs the tests with pytest.",
    };
  }
  if (facts.buildable) {
    targets["build"] = {
      command: facts.tool === "poetry" ? "poetry build --output dist" : "uv build --out-dir dist",
      cwd: root,
      cache: true,
      inputs: taskInputs({ of: "production", tools, variables: ["SOURCE_DATE_EPOCH"] }),
      outputs: ["{projectRoot}/dist"],
      dependsOn: [],
      description: "Builds the source distribution and the wheel.",
    };
  }
  return targets;
}

function lintTarget(root: string, facts: PythonFacts, tools: readonly string[]): Target {
  // Without ruff among its dependencies a uv project still has it at hand, in an environment of its own.
  const ruff = facts.tool === "uv" && !facts.ruff.dependency ? "uvx ruff" : `${runner(facts)} ruff`;
  return {
    command: facts.ruff.configured ? `${ruff} check . && ${ruff} format --check .` : `${ruff} check .`,
    cwd: root,
    cache: true,
    inputs: taskInputs({ of: "whole project", tools }),
    outputs: [],
    dependsOn: [],
    description: "Checks the sources with ruff.",
  };
}

function runner({ tool, locked }: PythonFacts): string {
  if (tool === "poetry") return "poetry run";
  if (tool === "pip") return "python3 -m";
  return locked ? "uv run --frozen" : "uv run";
}
