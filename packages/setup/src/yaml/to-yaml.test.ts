import { expect, test } from "vitest";
import { above, behind, toYaml } from "./to-yaml.ts";

test("comments stand above a key and behind a value, several lines are a block, entries have space between them", () => {
  const jobs = { a: { run: "one\ntwo" }, b: { uses: behind("v4", "x/y@1234"), with: [] } };
  expect(toYaml({ name: "CI", on: above("Both.", { push: null }), jobs }, { spaced: ["jobs"] })).toMatchInlineSnapshot(`
    "name: CI

    # Both.
    on:
      push:

    jobs:
      a:
        run: |
          one
          two

      b:
        uses: x/y@1234 # v4
        with: []
    "
  `);
});
