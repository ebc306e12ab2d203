import { expect, it } from "vitest";
import { parseRecordedBases, renderRecordedBases } from "./recorded-bases.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

it("writes down what can move, and reads it again", () => {
  const bases = new Map([
    ["node:24-slim", digest("a")],
    [`debian@${digest("b")}`, digest("b")],
    ["r.test:5000/base", digest("c")],
  ]);
  const text = renderRecordedBases(bases);
  expect(text).toBe(`node:24-slim@${digest("a")} r.test:5000/base@${digest("c")}`);
  expect([...parseRecordedBases(text ?? "")]).toEqual([
    ["node:24-slim", digest("a")],
    ["r.test:5000/base", digest("c")],
  ]);
});

it("writes nothing down when a base is not known", () => {
  expect(renderRecordedBases(new Map([["node:24", null]]))).toBeNull();
  expect([...parseRecordedBases("")]).toEqual([]);
});
