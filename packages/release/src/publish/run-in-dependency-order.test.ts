import { expect, test } from "vitest";
import type { IndexStep } from "./assemble-publish-plan.ts";
import { runInDependencyOrder } from "./run-in-dependency-order.ts";

function makeStep(reference: string, needs: string[]): IndexStep {
  const target = { kind: "cargo", name: reference, version: "1.0.0", root: reference, reference, needs } as const;
  return { kind: "cargo", action: "publish", package: reference, reference, target: { ...target, needs }, reason: "" };
}

async function run(steps: readonly IndexStep[]): Promise<{ order: string[]; most: number }> {
  const order: string[] = [];
  let running = 0;
  let most = 0;
  await runInDependencyOrder(steps, async ({ reference }) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(reference);
    running -= 1;
  });
  return { order, most };
}

test("what does not need each other runs beside each other, four at a time", async () => {
  const { order, most } = await run(Array.from({ length: 9 }, (_, index) => makeStep(`p${index}`, [])));
  expect(order).toHaveLength(9);
  expect(most).toBe(4);
});

test("a step waits for what it needs, not for what is not to be published", async () => {
  const { order, most } = await run([makeStep("a", []), makeStep("b", ["a"]), makeStep("c", ["b", "elsewhere"])]);
  expect(order).toEqual(["a", "b", "c"]);
  expect(most).toBe(1);
});

test("a cycle is cut at its first step", async () => {
  expect((await run([makeStep("a", ["b"]), makeStep("b", ["a"])])).order).toEqual(["a", "b"]);
});
