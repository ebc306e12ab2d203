import { expect, test } from "vitest";
import type { Memory } from "./open-memory.ts";
import { compareKnown } from "./known-lockfiles.ts";

const long = "x".repeat(1 << 20);
const options = { kind: "pnpm-lock.yaml", path: "pnpm-lock.yaml", before: long, after: `${long}y`, projects: [{ name: "a", root: "a" }] };
const comparison = { affected: new Map([["a", ["npm:x"]]]), unsure: false };

function makeMemory(): Memory {
  const values = new Map<string, string>();
  return {
    place: { folder: "", identity: "" },
    has: () => false,
    read: (kind, key) => JSON.parse(values.get(JSON.stringify([kind, key])) ?? "null"),
    write: (kind, key, value) => void values.set(JSON.stringify([kind, key]), JSON.stringify(value)),
  };
}

const never = () => {
  throw new Error("compared again");
};

test("two long states are compared once, whatever else is asked in between", () => {
  const memory = makeMemory();
  expect(compareKnown(memory, options, () => comparison)).toBe(comparison);
  expect(compareKnown(memory, options, never)).toEqual(comparison);
  for (const other of [{ after: long }, { before: null }, { path: "b" }, { projects: [] }, { isLocked: true }])
    expect(() => compareKnown(memory, { ...options, ...other }, never)).toThrow("compared again");
});

test("short ones, and without a memory, each time", () => {
  const memory = makeMemory();
  const short = { ...options, before: "a", after: "b" };
  compareKnown(memory, short, () => comparison);
  expect(() => compareKnown(memory, short, never)).toThrow("compared again");
  expect(() => compareKnown(null, options, never)).toThrow("compared again");
});
