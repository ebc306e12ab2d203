/** Inputs of a task that reads the whole project, tests included, and what it needs of its dependencies. */
export const wholeProject: readonly unknown[] = ["default", "^production"];

/** Inputs of a task whose result does not depend on tests. */
export const productionOnly: readonly unknown[] = ["production", "^production"];

/**
 * A toolchain's version as an input: another compiler gives another result. A tool that is not installed must not stop the
 * tasks of other projects, so its absence is a version like any other.
 */
export function toolVersion(command: string): unknown {
  return { runtime: `${command} 2>&1 || true` };
}

/** Environment variables that a tool reads. */
export function environment(...names: string[]): unknown[] {
  return names.map((env) => ({ env }));
}
