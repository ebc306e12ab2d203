import { expect, test } from "vitest";
import { nextStateRecord } from "./next-state-record.ts";

const missing = { wanted: "a", isDone: false };
const there = { wanted: "a", isDone: true };

test("what a build has made is the same record as before it: the second time it is known", () => {
  const before = nextStateRecord(missing, null, "1");
  expect(nextStateRecord(there, before, "2")).toEqual(before);
  expect(nextStateRecord(there, nextStateRecord(there, before, "2"), "3")).toEqual(before);
});

test("what is not there makes a record like no other, whatever was before", () => {
  const before = nextStateRecord(missing, null, "1");
  expect(nextStateRecord(missing, before, "2")).not.toEqual(before);
  expect(nextStateRecord(missing, nextStateRecord(there, before, "2"), "3")).toEqual({ ...before, build: "3" });
});

test("what somebody else has made, or was wanted before something else was, has a record of its own", () => {
  const unseen = { schemaVersion: 1, wanted: "a", build: "" };
  expect(nextStateRecord(there, null, "1")).toEqual(unseen);
  expect(nextStateRecord(there, "broken", "1")).toEqual(unseen);
  expect(nextStateRecord(there, { schemaVersion: 1, wanted: "b", build: "7" }, "1")).toEqual(unseen);
});
