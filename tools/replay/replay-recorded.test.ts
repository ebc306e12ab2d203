import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  parseHistory,
  type Deviation,
  type RecordedBumps,
  type RecordedChangesetsRelease,
  type RecordedCommitsRelease,
} from "./recorded-history.ts";
import { planChangesetsRelease, planCommitsRelease } from "./replay-recorded.ts";

// Real releases of public repositories: what is planned from what stood there is what was released, but for those that have a reason.
test.each([
  { history: "changesets", releases: 110, otherwise: 7 },
  { history: "urql", releases: 60, otherwise: 1 },
])("$releases releases of $history, from changesets", async ({ history, releases: count, otherwise }) => {
  const { releases } = parseHistory<RecordedChangesetsRelease>(read(history));
  const planned = await Promise.all(releases.map(planChangesetsRelease));
  const found = releases.map(({ name, released }, index) => ({
    name,
    ...differences(planned[index] ?? new Map(), new Map(Object.entries(released))),
  }));
  expect(found).toEqual(releases.map(({ name, otherwise: known }) => ({ name, ...deviation(known) })));
  expectReasons(releases, { count, otherwise });
});

test("340 releases of semantic-release, from conventional commits", async () => {
  const { source, releases } = parseHistory<RecordedCommitsRelease, RecordedBumps>(read("semantic-release"));
  const found: object[] = [];
  for (const release of releases) {
    const planned = await planCommitsRelease(release, source);
    const versions = new Map(planned === null ? [] : [[release.package, planned]]);
    found.push({ name: release.gitTag, ...differences(versions, new Map([[release.package, release.version]])) });
  }
  expect(found).toEqual(releases.map(({ gitTag, otherwise: known }) => ({ name: gitTag, ...deviation(known) })));
  expectReasons(releases, { count: 340, otherwise: 5 });
});

function read(history: string): string {
  return readFileSync(join(import.meta.dirname, "histories", `${history}.ndjson`), "utf8");
}

function differences(planned: ReadonlyMap<string, string>, released: ReadonlyMap<string, string>): { planned?: Deviation["planned"] } {
  const names = [...new Set([...planned.keys(), ...released.keys()])].filter((name) => planned.get(name) !== released.get(name));
  return names.length === 0 ? {} : { planned: Object.fromEntries(names.map((name) => [name, planned.get(name) ?? null])) };
}

function deviation(known: Deviation | undefined): { planned?: Deviation["planned"] } {
  return known === undefined ? {} : { planned: known.planned };
}

function expectReasons(releases: readonly { otherwise?: Deviation }[], { count, otherwise }: { count: number; otherwise: number }): void {
  const known = releases.flatMap((release) => release.otherwise ?? []);
  expect([releases.length, known.length]).toEqual([count, otherwise]);
  expect(known.filter(({ reason }) => reason === "")).toEqual([]);
}
