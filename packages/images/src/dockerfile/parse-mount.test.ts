import { expect, test } from "vitest";
import { parseMount } from "./parse-mount.ts";

test.each([
  ["type=bind,source=a,target=/x", { type: "bind", source: "a", target: "/x" }],
  ['Type=bind,"source=a,b",rw', { type: "bind", source: "a,b" }],
  ['"source=a ""b"""', { source: 'a "b"' }],
])("%s", (mount, fields) => {
  expect(Object.fromEntries(parseMount(mount))).toEqual(fields);
});
