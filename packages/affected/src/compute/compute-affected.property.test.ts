import * as fc from "fast-check";
import { expect, it } from "vitest";
import { makeImage, makeInput, makeProject } from "../../test/support/make-workspace.ts";
import type { Workspace } from "@sluice/ecosystems";
import type { ChangedFile } from "../result.ts";
import { type AffectedInput, computeAffected } from "./compute-affected.ts";

/** Nested folders on purpose: the deepest one owns a file. */
const ROOTS = [".", "a", "a/b", "a/b/c", "ab", "d e", "ü", "-x", "f"];
const FILES = [
  "nx.json",
  "shared.txt",
  "package-lock.json",
  ".oxlintrc.json",
  ...ROOTS.flatMap((root) => (root === "." ? ["x"] : [`${root}/x`, `${root}/package.json`, `${root}/deep/x`])),
];

const TARGETS = {
  lint: {
    command: "",
    cwd: "",
    cache: true,
    inputs: ["default", "{workspaceRoot}/.oxlint*.json"],
    outputs: [],
    dependsOn: [],
    description: "",
  },
};

const projectNames = fc.subarray(ROOTS, { minLength: 1 });

function workspaceOf(roots: readonly string[], edges: readonly (readonly [number, number])[]): Workspace {
  const projects = roots.map((root) =>
    makeProject(`p:${root}`, { root, manifest: root === "." ? "package.json" : `${root}/package.json`, targets: TARGETS }),
  );
  const dependencies = edges.map(([from, to]) => {
    const [source, target] = [projects[from % projects.length], projects[to % projects.length]];
    return { source: source?.name ?? "", target: target?.name ?? "", file: source?.manifest ?? "" };
  });
  return { projects, dependencies, lockfiles: [], warnings: [], broken: [] };
}

const graph = fc
  .tuple(projectNames, fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 14 }))
  .map(([roots, edges]) => workspaceOf(roots, edges));
const status = fc.constantFrom<ChangedFile["status"]>("added", "modified", "deleted");
const changes = fc.uniqueArray(fc.record({ path: fc.constantFrom(...FILES), status }), { selector: ({ path }) => path, maxLength: 8 });
const imageInputs = fc.array(fc.tuple(fc.nat(20), fc.subarray(FILES, { maxLength: 4 })), { maxLength: 4 });

const input: fc.Arbitrary<AffectedInput> = fc
  .tuple(graph, graph, changes, imageInputs)
  .map(([workspace, previousWorkspace, changedFiles, images]) =>
    makeInput(workspace, changedFiles, {
      previousWorkspace,
      images: images.map(([index, inputs], number) =>
        makeImage(`i${number}`, inputs, { project: workspace.projects[index % workspace.projects.length]?.name ?? "" }),
      ),
    }),
  );

const affectedNames = (value: AffectedInput) => new Set(computeAffected(value).projects.map(({ name }) => name));

/** The same question by brute force: what each project can see, followed as often as there are projects. */
function visiblyAffected({ workspace, changedFiles }: AffectedInput): Set<string> {
  const affected = new Set<string>();
  for (const { name, root } of workspace.projects) {
    const inner = workspace.projects.filter((other) => depth(other.root) > depth(root));
    const sees = ({ path, status }: ChangedFile) =>
      status !== "deleted" && holds(root, path) && !inner.some((other) => holds(other.root, path));
    if (changedFiles.some((file) => sees(file) || file.path === "nx.json" || file.path === ".oxlintrc.json")) affected.add(name);
  }
  for (let round = 0; round < workspace.projects.length; round++) {
    for (const { source, target } of workspace.dependencies) if (affected.has(target)) affected.add(source);
  }
  return affected;
}

const depth = (root: string) => (root === "." ? 0 : root.length);
const holds = (root: string, path: string) => root === "." || path.startsWith(`${root}/`);

/** A failure prints the seed and the path: give both to `fc.assert` to see it again. */
function holdsFor(check: (value: AffectedInput) => void): void {
  fc.assert(fc.property(input, check), { numRuns: 600 });
}

it("never misses what a brute-force look at files and edges finds", () => {
  holdsFor((value) => {
    const found = affectedNames(value);
    for (const name of visiblyAffected(value)) expect(found).toContain(name);
  });
});

it("is exact when the graph stays and no file is deleted or an image's input", () => {
  holdsFor((value) => {
    const changedFiles = value.changedFiles.map(({ path }) => ({ path, status: "modified" as const }));
    const same = { ...value, previousWorkspace: value.workspace, images: [], changedFiles };
    expect(affectedNames(same)).toEqual(visiblyAffected(same));
  });
});

it("finds no less when more files change", () => {
  holdsFor((value) => {
    const less = affectedNames({ ...value, changedFiles: value.changedFiles.slice(1) });
    const more = affectedNames(value);
    for (const name of less) expect(more).toContain(name);
  });
});

it("gives a reason that holds for everything it reports", () => {
  holdsFor((value) => {
    const { projects } = computeAffected(value);
    const names = new Set(projects.map(({ name }) => name));
    for (const { name, reasons } of projects) {
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) {
        if (reason.kind !== "dependency") continue;
        expect(names).toContain(reason.project);
        expect(value.workspace.dependencies.some(({ source, target }) => source === name && target === reason.project)).toBe(true);
      }
    }
  });
});

it("gives the same bytes for the same input in any order, and leaves the input alone", () => {
  holdsFor((value) => {
    const before = JSON.stringify(value);
    const { workspace } = value;
    const reversed = {
      ...value,
      changedFiles: value.changedFiles.toReversed(),
      images: value.images.toReversed(),
      workspace: { ...workspace, projects: workspace.projects.toReversed(), dependencies: workspace.dependencies.toReversed() },
    };
    expect(JSON.stringify(computeAffected(reversed))).toBe(JSON.stringify(computeAffected(value)));
    expect(JSON.stringify(value)).toBe(before);
  });
});
