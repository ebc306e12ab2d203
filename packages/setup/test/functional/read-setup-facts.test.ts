import { readSetupFacts } from "@sluice/setup";
import { expect, test } from "vitest";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

test.each([
  { has: ["develop"], at: "develop", expected: "develop" },
  { has: ["develop", "main"], at: "develop", expected: "main" },
  { has: ["master"], at: "master", expected: "master" },
  { has: ["master", "fix"], at: "fix", expected: "master" },
])("without a remote that says it, the default branch of $has at $at is $expected", async ({ has, at, expected }) => {
  const repository = TestRepository.init({ "README.md": "" });
  try {
    repository.git("branch", "--move", "the-first");
    for (const branch of has) repository.git("branch", branch);
    repository.git("switch", "--quiet", at);
    const { facts } = await readSetupFacts({ cwd: repository.root, env: {} });
    expect(facts.defaultBranch).toBe(expected);
  } finally {
    repository.remove();
  }
});
