import { expect, test } from "vitest";
import { findCurrentVersion } from "./current-version.ts";

const gitTags = ["router@1.2.0", "router@1.10.0", "router@next", "other@9.0.0", "v5.0.0"];

function find(changelog: string, { name = "router", elsewhere = [] as string[] } = {}): Promise<string> {
  return findCurrentVersion({ name, gitTags, changelog, isInHistory: async (gitTag) => !elsewhere.includes(gitTag) });
}

test("a package without a version in its manifest has that of its newest git tag", async () => {
  expect(await find("")).toBe("1.10.0");
});

test("a version that is written in the changelog and not tagged yet counts", async () => {
  expect(await find("# router\n\n## 1.11.0\n")).toBe("1.11.0");
});

test("without either it is 0.0.0", async () => {
  expect(await find("", { name: "fresh" })).toBe("0.0.0");
});

test("on a maintenance branch a higher tag of another branch says nothing", async () => {
  const elsewhere = ["router@1.10.0"];
  expect(await find("# router\n\n## 1.2.1\n\n## 1.2.0\n", { elsewhere })).toBe("1.2.1");
  expect(await find("", { elsewhere })).toBe("1.2.0");
  expect(await find("", { elsewhere: ["router@1.10.0", "router@1.2.0"] })).toBe("1.10.0");
});
