import { expect, test } from "vitest";
import { nameFromFolder } from "./reading-context.ts";

test.each([
  ["services/Gateway", "gateway"],
  ["src/cartservice/src", "cartservice"],
  ["src", "src"],
  [".", "shop"],
])("what has no name in %s is called %s", (root, name) => {
  expect(nameFromFolder(root, { rootName: "shop" })).toBe(name);
});
