import type { Target } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { makeProject, makeWorkspace } from "../../test/support/make-workspace.ts";
import { packGraph, unpackGraph } from "./pack-graph.ts";

const target = (inputs: unknown[], outputs: string[] = []): Target => ({
  command: "make",
  cwd: ".",
  cache: true,
  inputs,
  outputs,
  dependsOn: ["^build"],
  description: "",
});

test("keeps what it is given, and each target and each list once", () => {
  const projects = ["a", "b"].map((name) =>
    makeProject(name, { root: name, targets: { build: { ...target(["x", { env: "Y" }], ["x"]), cwd: name }, lint: target(["z"]) } }),
  );
  const graph = { workspace: makeWorkspace([...projects, "c"], ["a > b"]), images: null, reads: ["package.json"], readsLinks: false };
  const packed = packGraph(graph);
  expect(packed.lists).toEqual([["x", { env: "Y" }], ["x"], ["^build"], ["z"], []]);
  expect(packed.targets).toEqual([
    { command: "make", cache: true, description: "", inputs: 0, outputs: 1, dependsOn: 2 },
    { command: "make", cache: true, description: "", inputs: 3, outputs: 4, dependsOn: 2 },
  ]);
  expect(packed.graph.workspace.projects[0]?.targets).toEqual({ build: 0, lint: [1, "."] });
  const again = unpackGraph(JSON.parse(JSON.stringify(packed)));
  expect(again).toEqual(graph);
  const [a, b] = again.workspace.projects;
  expect(a?.targets["build"]?.inputs).toBe(b?.targets["build"]?.inputs);
});
