/** How many docker processes talk to a registry at once. */
const LIMIT = 8;

/** Runs `task` over all values, a few at a time, and keeps their order. The first failure ends it: what has not begun by then never does. */
export async function inParallel<Value, Result>(
  values: readonly Value[],
  task: (value: Value, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // Unlike an array's own iterator it ends for all when one of them leaves it.
  const queue = (function* () {
    yield* values.entries();
  })();
  const work = async () => {
    for (const [index, value] of queue) results[index] = await task(value, index);
  };
  await Promise.all(Array.from({ length: Math.min(LIMIT, values.length) }, work));
  return results;
}
