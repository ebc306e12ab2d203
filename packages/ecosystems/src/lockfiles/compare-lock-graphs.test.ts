import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareLockGraphs } from "./compare-lock-graphs.ts";
import { changedPackages, computeClosure, type LockGraph } from "./lock-graph.ts";

const ids = ["a", "b", "c", "d", "e", "f"];
const projects = ["one", "two", "three"];

const node = fc.record({
  label: fc.option(fc.constantFrom("npm:x", "npm:y", "npm:z")),
  fingerprint: fc.constantFrom("1", "2"),
  needs: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
});
const graph: fc.Arbitrary<LockGraph> = fc.record({
  nodes: fc.dictionary(fc.constantFrom(...ids), node).map((nodes) => new Map(Object.entries(nodes))),
  entries: fc
    .dictionary(fc.constantFrom(...projects), fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 2 }))
    .map((entries) => new Map(Object.entries(entries))),
});
/** Mostly the same graph, since two random ones have little in common. */
const pair = fc.tuple(graph, graph, fc.subarray(ids)).map(([before, other, changed]): [LockGraph, LockGraph] => {
  const nodes = new Map(before.nodes);
  for (const id of changed) {
    const now = other.nodes.get(id);
    if (now === undefined) nodes.delete(id);
    else nodes.set(id, now);
  }
  return [before, { nodes, entries: changed.length > 3 ? other.entries : before.entries }];
});

test("gives what a comparison of all closures gives", () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      expect(compareLockGraphs(before, after, projects)).toEqual(compareAll(before, after));
    }),
    { numRuns: 2000 },
  );
});

function compareAll(before: LockGraph, after: LockGraph): Map<string, string[]> {
  return new Map(
    projects.flatMap((name): [string, string[]][] => {
      const [old, now] = [computeClosure(before, name), computeClosure(after, name)];
      if (old === null || now === null) return [[name, []]];
      const changed = changedPackages(old, now);
      return changed.length === 0 ? [] : [[name, changed]];
    }),
  );
}
