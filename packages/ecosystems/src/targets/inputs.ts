/** Inputs of a task that reads the whole project, tests included, and what it needs of its dependencies. */
const wholeProject: readonly unknown[] = ["default", "^production"];

/** Inputs of a task whose result does not depend on tests. */
const productionOnly: readonly unknown[] = ["production", "^production"];

/** What decides a task's result beside the files of other projects. */
interface TaskInputs {
  /** Its files: all, or those without tests. */
  of: "whole project" | "production";
  /** Commands that say the version of a tool. */
  tools?: readonly string[];
  /** Environment variables that tools read. */
  variables?: readonly string[];
}

/** Thousands of projects have the same. */
const known = new Map<string, unknown[]>();

/** Inputs in Nx's syntax; the same list for what is the same. */
export function taskInputs({ of, tools = [], variables = [] }: TaskInputs): unknown[] {
  const key = `${of}\n${tools.join("\n")}\n\n${variables.join("\n")}`;
  const inputs = known.get(key) ?? [
    ...(of === "production" ? productionOnly : wholeProject),
    ...tools.map(toolVersion),
    ...variables.map((env) => ({ env })),
  ];
  known.set(key, inputs);
  return inputs;
}

/**
 * A toolchain's version as an input: another compiler gives another result. A tool that is not installed must not stop the
 * tasks of other projects, so its absence is a version like any other.
 */
function toolVersion(command: string): unknown {
  return { runtime: `${command} 2>&1 || true` };
}
