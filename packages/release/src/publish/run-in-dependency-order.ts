import type { IndexStep } from "./assemble-publish-plan.ts";

/** Builds and uploads run beside each other; more at once would only wait for the machine. */
const atOnce = 4;

/**
 * Runs the steps, each when those it needs are done, several at a time. After a failure nothing new is begun, what runs is
 * waited for, and the first failure is thrown. A cycle is cut at its first step.
 */
export async function runInDependencyOrder(steps: readonly IndexStep[], run: (step: IndexStep) => Promise<void>): Promise<void> {
  const waiting = [...steps];
  const undone = new Set(steps.map(({ reference }) => reference));
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const isReady = ({ target }: IndexStep): boolean => target.needs.every((reference) => !undone.has(reference));
  const start = async (step: IndexStep): Promise<void> => {
    try {
      await run(step);
      undone.delete(step.reference);
    } catch (error) {
      failures.push(error);
    }
  };
  while (waiting.length > 0 && failures.length === 0) {
    const ready = running.size < atOnce ? waiting.findIndex(isReady) : -1;
    const [step] = ready >= 0 ? waiting.splice(ready, 1) : running.size === 0 ? waiting.splice(0, 1) : [];
    if (step === undefined) {
      await Promise.race(running);
      continue;
    }
    const task: Promise<void> = start(step).finally(() => running.delete(task));
    running.add(task);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
