import { describe, expect, it } from "vitest";
import { ignoreRules } from "./ignore-rules.ts";

describe("ignoreRules", () => {
  it("knows case, comments, a byte order mark, CRLF and leading slashes", () => {
    const isIgnored = ignoreRules("\uFEFF# docs\r\n/dist/\r\nDOCS\r\n");
    expect(["dist/a.js", "docs/a.md", "DOCS/a.md", "# docs"].map(isIgnored)).toEqual([true, false, true, false]);
  });

  it("lets the last rule that matches decide, for files in an ignored folder too", () => {
    const isIgnored = ignoreRules("*\n!src\nsrc/**/*.test.ts\n");
    expect(["a.txt", "src/a.ts", "src/deep/a.test.ts"].map(isIgnored)).toEqual([true, false, true]);
  });
});
