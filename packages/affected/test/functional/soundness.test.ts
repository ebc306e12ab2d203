import { join } from "node:path";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type AffectedResult, openMemory } from "@sluice/affected";
import { hashProjects, nameOf, renderFiles } from "../support/monorepo-model.ts";
import { applyEdits, removeSubmodules, type Scenario, scenario, startModel, writeModel } from "../support/random-monorepo.ts";
import { AffectedRepository } from "./fixture.ts";

/** How long to look for a miss: some seconds in `npm test`, hours in `npm run test:soak`. */
const budgetSeconds = Number(process.env["SLUICE_SOUNDNESS_SECONDS"] ?? "40");
/** Prints again what a failure said: the seed of the run. */
const seed = Number(process.env["SLUICE_SOUNDNESS_SEED"] ?? String(Date.now() % 2 ** 31));

afterAll(removeSubmodules);

interface Tally {
  changes: number;
  affected: number;
  /** Counts by edits and by the kinds of the reasons that were given. */
  alarms: Map<string, number>;
}

/** What was missed; false alarms are counted. A project that is new counts as changed. */
function judge(
  result: AffectedResult,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  names: string[],
  tally: Tally,
): string[] {
  const reported = new Map(result.projects.map(({ name, reasons }) => [name, reasons]));
  const missed = [...now].filter(([name, hash]) => before.get(name) !== hash && !reported.has(name)).map(([name]) => name);
  tally.changes++;
  tally.affected += reported.size;
  for (const [name, reasons] of reported) {
    expect(reasons.length).toBeGreaterThan(0);
    if (before.get(name) !== now.get(name)) continue;
    const key = `${[...new Set(reasons.map((reason) => `${reason.kind}${"path" in reason ? ` ${reason.path.split("/").at(-1)}` : ""}`))].sort().join(", ")} (${names.join("; ")})`;
    tally.alarms.set(key, (tally.alarms.get(key) ?? 0) + 1);
  }
  return missed;
}

async function play(values: Scenario, tally: Tally): Promise<void> {
  const model = startModel(values);
  using repository = AffectedRepository.init();
  // As everybody runs it: with a memory, which each change finds as the last one left it.
  const memory = openMemory({ folder: join(repository.root, ".git/memory"), identity: "soundness" });
  let files = renderFiles(model);
  writeModel(repository, new Map(), files);
  let base = repository.commit();
  let hashes = hashProjects(model);
  for (const { edits, isCommitted } of values.steps) {
    const names = applyEdits(model, edits);
    const now = renderFiles(model);
    writeModel(repository, files, now);
    // A working tree with untracked files must give what the commit gives.
    const head = isCommitted ? repository.commit() : undefined;
    const result = await repository.answer({ base, head, memory });
    const after = hashProjects(model);
    const missed = judge(result, hashes, after, names, tally);
    const seen = { edits: names, changed: result.changedFiles.map(({ path }) => path), reported: result.projects.map(({ name }) => name) };
    const details = [...model.projects.values()].filter((project) => missed.includes(nameOf(project))).map((project) => inspect(project));
    expect({ missed, details, ...seen }).toEqual({ missed: [], details: [], ...seen });
    base = head ?? repository.commit();
    [files, hashes] = [now, after];
  }
}

test(
  "never misses a project that can see a change",
  async () => {
    const tally: Tally = { changes: 0, affected: 0, alarms: new Map() };
    let playing = Promise.resolve();
    await fc.assert(
      fc.asyncProperty(scenario, (value) => (playing = play(value, tally))),
      { seed, numRuns: 1_000_000, interruptAfterTimeLimit: budgetSeconds * 1000, markInterruptAsFailure: false },
    );
    // At the limit fast-check goes on without the one that is being played.
    await playing;
    const alarms = [...tally.alarms].sort(([, a], [, b]) => b - a);
    const count = alarms.reduce((sum, [, number]) => sum + number, 0);
    const summary = `soundness: seed ${seed}, ${tally.changes} changes, ${tally.affected} projects reported, 0 misses, ${count} false alarms`;
    process.stderr.write(`${[summary, ...alarms.slice(0, 30).map(([reason, number]) => `  ${number} × ${reason}`)].join("\n")}\n`);
    expect(tally.changes).toBeGreaterThan(5);
  },
  (budgetSeconds + 120) * 1000,
);
