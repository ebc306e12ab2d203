import type { Target } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { WorkspaceFiles } from "../compute/workspace-files.ts";
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
  const graph = { workspace: makeWorkspace([...projects, "c"], ["a > b"]), images: null, reads: ["package.json"], readsElsewhere: false };
  const packed = packGraph(graph);
  expect(packed.lists).toEqual([["x", { env: "Y" }], ["x"], ["^build"], ["z"], []]);
  expect(packed.targets).toEqual([
    { command: "make", cache: true, description: "", inputs: 0, outputs: 1, dependsOn: 2 },
    { command: "make", cache: true, description: "", inputs: 3, outputs: 4, dependsOn: 2 },
  ]);
  expect(packed.graph.workspace.projects.map(({ targets }) => targets)).toEqual([0, 0, 1]);
  expect(packed.sets).toEqual([{ build: 0, lint: [1, "."] }, {}]);
  const again = unpackGraph(JSON.parse(JSON.stringify(packed)));
  expect(again).toEqual(graph);
  const [a, b] = again.workspace.projects;
  expect(a?.targets["build"]?.inputs).toBe(b?.targets["build"]?.inputs);
});

test("keeps who reads what outside", () => {
  const projects = ["a", "b"].map((name) =>
    makeProject(name, { root: name, reads: ["x/y"], targets: { build: target(["{workspaceRoot}/z.json", "{workspaceRoot}/*.txt"]) } }),
  );
  const graph = { workspace: makeWorkspace([...projects, "c"], []), images: null, reads: [], readsElsewhere: false };
  const packed = packGraph(graph);
  const { workspace } = unpackGraph(JSON.parse(JSON.stringify(packed)));
  const [before, after] = [graph.workspace, workspace].map((each) => new WorkspaceFiles(each, { workspaceFiles: [] }));
  for (const path of ["x/y", "z.json", "notes.txt", "other"]) expect(after?.projectsReading(path)).toEqual(before?.projectsReading(path));
  expect(after?.projectsReading("notes.txt")).toEqual(["a", "b"]);
});
