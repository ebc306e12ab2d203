import { describe, expect, test } from "vitest";
import { renderTable } from "./table.ts";

const rows = [
  ["gateway", "1.2.2 → 1.3.0", "changeset brave-cats-jump, changeset quiet-rivers, dependency @acme/auth"],
  ["@acme/auth", "2.0.0 → 2.1.0", "changeset loud-dogs"],
];
const at = (width: number | null) => renderTable(rows, width).join("\n");

describe("a table", () => {
  test("is one line a row where there is room, or no terminal", () => {
    expect(at(null)).toMatchInlineSnapshot(`
      "  gateway     1.2.2 → 1.3.0  changeset brave-cats-jump, changeset quiet-rivers, dependency @acme/auth
        @acme/auth  2.0.0 → 2.1.0  changeset loud-dogs"
    `);
    expect(at(200)).toBe(at(null));
  });

  test("goes on in the last column where the terminal is narrower", () => {
    expect(at(60)).toMatchInlineSnapshot(`
      "  gateway     1.2.2 → 1.3.0  changeset brave-cats-jump,
                                   changeset quiet-rivers,
                                   dependency @acme/auth
        @acme/auth  2.0.0 → 2.1.0  changeset loud-dogs"
    `);
  });

  test("is a list where there is no room for columns", () => {
    expect(at(30)).toMatchInlineSnapshot(`
      "  gateway
          1.2.2 → 1.3.0
          changeset brave-cats-jump,
          changeset quiet-rivers,
          dependency @acme/auth
        @acme/auth
          2.0.0 → 2.1.0
          changeset loud-dogs"
    `);
  });

  test("of nothing is nothing", () => {
    expect(renderTable([], 80)).toEqual([]);
  });
});
