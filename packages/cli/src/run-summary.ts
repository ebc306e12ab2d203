/** What became of the tasks of one `sluice run`: each `project:target` once, sorted. */
export interface RunSummary {
  /** Run just now, and passed. */
  ran: string[];
  /** Not run, because Nx's cache, here or remote, had the result. */
  cached: string[];
  failed: string[];
  /** Not run, because a task they need failed, or the run ended with the first failure. */
  skipped: string[];
}

/** One task as Nx keeps it in `run.json`. */
export interface NxTask {
  taskId: string;
  cacheStatus: string;
  /** Exit code; Nx leaves it out for a task that it skipped. */
  status?: number;
}

/** The tasks of the run that `text`, Nx's `run.json`, tells of; null when it tells of another one, or of none. */
export function parseNxRun(text: string, { args, since }: { args: readonly string[]; since: Date }): NxTask[] | null {
  try {
    const { run, tasks }: { run: { command: string; startTime: string }; tasks: NxTask[] } = JSON.parse(text);
    const isThisRun = run.command.endsWith(args.join(" ")) && new Date(run.startTime) >= since;
    return isThisRun && Array.isArray(tasks) ? tasks : null;
  } catch {
    return null;
  }
}

/** `planned` are the tasks that were asked for; Nx runs what these need as well. */
export function assembleRunSummary(tasks: readonly NxTask[], planned: readonly string[]): RunSummary {
  const summary: RunSummary = { ran: [], cached: [], failed: [], skipped: [] };
  for (const task of tasks) summary[outcomeOf(task)].push(task.taskId);
  const known = new Set(tasks.map(({ taskId }) => taskId));
  summary.skipped.push(...planned.filter((task) => !known.has(task)));
  for (const list of [summary.ran, summary.cached, summary.failed, summary.skipped]) list.sort();
  return summary;
}

function outcomeOf({ status, cacheStatus }: NxTask): keyof RunSummary {
  if (status === undefined) return "skipped";
  if (status !== 0) return "failed";
  return cacheStatus === "cache-miss" ? "ran" : "cached";
}

/** One line with the numbers, and a line each for what failed and what was skipped. */
export function renderRunSummary({ ran, cached, failed, skipped }: RunSummary): string {
  const numbers = `${ran.length} ran, ${cached.length} from the cache, ${failed.length} failed, ${skipped.length} skipped`;
  const named = Object.entries({ failed, skipped }).filter(([, tasks]) => tasks.length > 0);
  return [numbers, ...named.map(([outcome, tasks]) => `  ${outcome}: ${tasks.join(", ")}`)].join("\n");
}
