import { expect, test } from "vitest";
import { replaceReportSection } from "./replace-report-section.ts";

const page = "# Benchmarks\n\n<!-- bench:a -->\n\n## A\n\n<!-- /bench:a -->\n\n<!-- bench:b -->\n\n## B\n\n<!-- /bench:b -->\n";

test("replaces a benchmark's own section and leaves the others", () => {
  const replaced = replaceReportSection(page, { name: "a", content: "## A again\n\nnew\n" });
  expect(replaced).toBe(page.replace("## A\n", "## A again\n\nnew\n"));
  expect(replaceReportSection(replaced, { name: "a", content: "## A" })).toBe(page);
});

test("a new section comes last", () => {
  expect(replaceReportSection("# Benchmarks\n", { name: "a", content: "## A" })).toBe(
    "# Benchmarks\n\n<!-- bench:a -->\n\n## A\n\n<!-- /bench:a -->\n",
  );
  expect(replaceReportSection("", { name: "a", content: "## A" })).toBe("<!-- bench:a -->\n\n## A\n\n<!-- /bench:a -->\n");
});

test("a mark without its other half is an error", () => {
  expect(() => replaceReportSection("<!-- bench:a -->\n", { name: "a", content: "## A" })).toThrow("<!-- /bench:a -->");
});
