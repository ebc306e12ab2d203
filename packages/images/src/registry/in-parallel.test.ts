import { expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

it("keeps the order", async () => {
  const values = Array.from({ length: 20 }, (_, index) => index);
  expect(await inParallel(values, async (value) => value * 2)).toEqual(values.map((value) => value * 2));
});

it("begins nothing more once one has failed", async () => {
  const begun: number[] = [];
  const values = Array.from({ length: 20 }, (_, index) => index);
  const task = async (value: number) => {
    begun.push(value);
    await Promise.resolve();
    if (value === 0) throw new Error("first");
    // The others of the first eight are still at work when it fails.
    await new Promise((resolve) => setImmediate(resolve));
  };
  await expect(inParallel(values, task)).rejects.toThrow("first");
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
