import { cpus, loadavg, release, type } from "node:os";

/** What a report was measured on, in one line: processor, cores, the load now, which is that of the end, and the system. */
export function describeMachine(): string {
  const [processor] = cpus();
  return `${processor?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the end, ${type()} ${release()}`;
}
