import { expect, test } from "vitest";
import { NamedFolders } from "./named-folders.ts";

test.each([
  ["utils", "web/app", ["web/utils"]],
  ["utils", "api/deep/app", ["api/utils"]],
  ["utils", "tools", ["web/utils", "api/utils"]],
  ["utils", ".", ["web/utils", "api/utils"]],
  ["ui", "api/app", ["web/ui"]],
  ["nobody", "web/app", []],
])("%s in %s is %j", (name, from, folders) => {
  const named = new NamedFolders([
    ["utils", "web/utils"],
    ["utils", "api/utils"],
    ["ui", "web/ui"],
  ]);
  expect(named.find(name, from)).toEqual(folders);
});
