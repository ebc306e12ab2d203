import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRandom } from "../../../../../tools/bench/random.ts";
import { findImageParts } from "../../../../../tools/test/find-image-parts.ts";
import { requirePart } from "../../../../../tools/test/require-part.ts";
import { type Kills, openKills, type Outcome } from "./kill-and-repeat.ts";

/** How many random points; with many, all boundaries of steps too. `npm run test:kill` has 200. */
const points = Number(process.env["SLUICE_KILL_POINTS"] ?? 2);
const isLong = points > 10;
/** Repeats a run. */
const seed = Number(process.env["SLUICE_KILL_SEED"] ?? Date.now() % 2 ** 31);
const random = createRandom(seed);

let missing: string | null = null;
let kills: Kills | undefined;

beforeAll(async () => {
  const parts = await findImageParts();
  missing = parts.missing;
  if (missing === null) kills = openKills(parts.docker, random);
});
afterAll(() => kills?.stop());
beforeEach((context) => requirePart(context, missing));

describe(`a publish that is killed and run again ends as an undisturbed one does (seed ${seed})`, () => {
  test(
    "in the middle of requests",
    async () => {
      const outcomes = await collect(points, (opened) => opened.inRequest());
      expect(outcomes.filter(({ differences }) => differences.length > 0)).toEqual([]);
    },
    Math.max(10, points) * 60_000,
  );

  test(
    "at the boundaries of steps",
    async () => {
      const count = (await kills?.countEvents()) ?? 0;
      const first = isLong ? 1 : 1 + Math.floor(random() * count);
      const outcomes = await collect(isLong ? count : 1, (opened, index) => opened.atEvent(first + index));
      expect(outcomes.filter(({ differences }) => differences.length > 0)).toEqual([]);
    },
    Math.max(10, points) * 60_000,
  );
});

async function collect(count: number, kill: (opened: Kills, index: number) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  if (kills === undefined) return outcomes;
  for (let index = 0; index < count; index += 1) {
    const outcome = await kill(kills, index);
    outcomes.push(outcome);
    const { point, killed, differences } = outcome;
    say(
      `${index + 1} of ${count}: ${killed ? "killed" : "done before"}, ${differences.length === 0 ? "converged" : differences.join("; ")} (${point})`,
    );
  }
  const converged = outcomes.filter(({ differences }) => differences.length === 0).length;
  say(`seed ${seed}: ${converged} of ${count} converged, ${outcomes.filter(({ killed }) => killed).length} were killed`);
  return outcomes;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
