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
