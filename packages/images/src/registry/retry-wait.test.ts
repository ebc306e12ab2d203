import { expect, it } from "vitest";
import { retryWait } from "./retry-wait.ts";

const now = new Date("2026-01-02T03:04:05Z");

it.each([
  [null, 1, 500],
  [null, 3, 2000],
  ["7", 1, 7000],
  ["0", 2, 1000],
  ["Fri, 02 Jan 2026 03:04:15 GMT", 1, 10_000],
  ["Fri, 02 Jan 2026 03:04:00 GMT", 1, 500],
  ["soon", 1, 500],
])("Retry-After %j after try %i waits %i ms", (retryAfter, attempt, wait) => {
  expect(retryWait(retryAfter, attempt, now)).toBe(wait);
});
