import { describe, expect, it } from "vitest";
import { chooseContext } from "./choose-context.ts";

const file = { path: "package.json", wildcard: false };
const pattern = { path: "*.lock", wildcard: true };

describe("chooseContext", () => {
  it("prefers the first candidate that has everything", () => {
    expect(
      chooseContext([
        { context: "a", missing: [] },
        { context: ".", missing: [] },
      ]),
    ).toBe("a");
    expect(
      chooseContext([
        { context: "a", missing: [file] },
        { context: ".", missing: [] },
      ]),
    ).toBe(".");
    expect(
      chooseContext([
        { context: "a", missing: [pattern] },
        { context: ".", missing: [] },
      ]),
    ).toBe(".");
  });

  it("takes one where only patterns match nothing, else none", () => {
    expect(
      chooseContext([
        { context: "a", missing: [pattern] },
        { context: ".", missing: [file] },
      ]),
    ).toBe("a");
    expect(
      chooseContext([
        { context: "a", missing: [file] },
        { context: ".", missing: [file] },
      ]),
    ).toBeNull();
  });
});
