import { expect, test } from "vitest";
import { parseConfiguration } from "./parse-configuration.ts";

test("an empty configuration has a default for every key", () => {
  const configuration = parseConfiguration({}, "sluice.config.json");
  expect(configuration.defaultBranch).toBe("main");
  expect(configuration.images.platforms).toEqual(["linux/amd64", "linux/arm64"]);
  expect(configuration.affected).toEqual({ workspaceFiles: [], ignore: [] });
});

test("all problems are reported at once, each with the path of its key", () => {
  const value = { defaultBranch: 1, images: { plattforms: [], registry: "r", buildArgs: { A: 2 } }, nonsense: true, remot: "x" };
  expect(() => parseConfiguration(value, "sluice.config.json")).toThrowErrorMatchingInlineSnapshot(`
    [SluiceError: sluice.config.json has 5 problem(s):
      defaultBranch: expected string, got 1
      images.buildArgs.A: expected string, got 2
      images.plattforms: unknown key; did you mean "platforms"?
      nonsense: unknown key; known here: $schema, defaultBranch, remote, projects, affected, images, release, ci
      remot: unknown key; did you mean "remote"?]
  `);
});

test("an image's keys are checked too", () => {
  const images = { images: { elite: { project: "elite", dockerfile: "deploy/Dockerfile.elite", contxt: "." } } };
  expect(() => parseConfiguration({ images }, "sluice.config.ts")).toThrow(
    'images.images.elite.contxt: unknown key; did you mean "context"?',
  );
});

test.each([
  [[], "(whole file): expected Object, got Array"],
  [{ ci: { maxJobs: 0 } }, "ci.maxJobs: expected >=1, got 0"],
  [{ ci: { maxJobs: 300 } }, "ci.maxJobs: expected <=256, got 300"],
  [{ ci: { maxJobs: 1.5 } }, "ci.maxJobs: expected integer, got 1.5"],
  [{ ci: { targets: ["e2e:smoke", "build; id"] } }, 'ci.targets.1: expected /^[A-Za-z0-9_@][A-Za-z0-9_@.:/-]*$/, got "build; id"'],
])("what no pipeline can take is a problem: %j", (value, problem) => {
  expect(() => parseConfiguration(value, "sluice.config.json")).toThrow(problem);
});
