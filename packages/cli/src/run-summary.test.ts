import { describe, expect, it } from "vitest";
import { assembleRunSummary, parseNxRun, renderRunSummary } from "./run-summary.ts";
import { renderRunMarkdown } from "./render/run-markdown.ts";

const tasks = [
  { taskId: "web:test", cacheStatus: "cache-miss", status: 1 },
  { taskId: "api:test", cacheStatus: "cache-miss", status: 0 },
  { taskId: "api:lint", cacheStatus: "local-cache-hit", status: 0 },
  { taskId: "web:lint", cacheStatus: "remote-cache-hit", status: 0 },
  { taskId: "web:build", cacheStatus: "cache-miss" },
];

describe("the summary of a run", () => {
  it("tells what ran, was cached, failed and was skipped, the tasks that nx never came to among them", () => {
    const summary = assembleRunSummary(tasks, ["api:test", "web:test", "zoo:test"]);
    expect(summary).toEqual({
      ran: ["api:test"],
      cached: ["api:lint", "web:lint"],
      failed: ["web:test"],
      skipped: ["web:build", "zoo:test"],
    });
    expect(renderRunSummary(summary)).toBe(
      "1 ran, 2 from the cache, 1 failed, 2 skipped\n  failed: web:test\n  skipped: web:build, zoo:test",
    );
  });

  it("is of this run alone", () => {
    const since = new Date("2026-01-02T03:04:05.000Z");
    const text = (command: string, startTime: string) => JSON.stringify({ run: { command, startTime }, tasks });
    const args = ["run-many", "--targets=test"];
    expect(parseNxRun(text("nx run-many --targets=test", "2026-01-02T03:04:06.000Z"), { args, since })).toEqual(tasks);
    expect(parseNxRun(text("nx run-many --targets=test", "2026-01-02T03:04:04.000Z"), { args, since })).toBeNull();
    expect(parseNxRun(text("nx run-many --targets=lint", "2026-01-02T03:04:06.000Z"), { args, since })).toBeNull();
    expect(parseNxRun("{ broken", { args, since })).toBeNull();
    expect(parseNxRun("null", { args, since })).toBeNull();
  });
});

it("the job's summary has the numbers, and names what failed", () => {
  const summary = { ran: ["a:test"], cached: [], failed: ["@acme/b:lint"], skipped: ["c:build"] };
  expect(renderRunMarkdown(summary)).toMatchInlineSnapshot(`
    "### Tasks

    1 ran, 0 from the cache, 1 failed, 1 skipped.

    Failed: \`@acme/b:lint\`

    Skipped: \`c:build\`"
  `);
});
