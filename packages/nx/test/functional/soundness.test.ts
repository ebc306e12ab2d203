import { readWorkspace } from "@sluice/ecosystems";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { renderFiles } from "../../../affected/test/support/monorepo-model.ts";
import {
  applyEdits,
  removeSubmodules,
  type Scenario,
  scenario,
  startModel,
  writeModel,
} from "../../../affected/test/support/random-monorepo.ts";
import { runSluiceFromSource } from "../../../../tools/test/run-sluice.ts";
import { NxWorkspace } from "./nx-workspace.ts";

/** As for the soundness of `sluice affected` itself, where each change takes a fraction of the time. */
const budgetSeconds = Number(process.env["SLUICE_SOUNDNESS_SECONDS"] ?? "4");
const seed = Number(process.env["SLUICE_SOUNDNESS_SEED"] ?? String(Date.now() % 2 ** 31));

/** Beside the model's projects, images of files outside of their projects. */
const root = {
  ".gitignore": "node_modules\n.nx\n",
  "nx.json": JSON.stringify({ plugins: ["@sluice/nx"], analytics: false, neverConnectToCloud: true }),
  "all/whole/Dockerfile": "FROM scratch\nCOPY . .\n",
  "all/part/Dockerfile": "FROM scratch\nCOPY shared/*.txt /\nCOPY j[s] third_party/vend1 /x/\n",
  "all/top/Dockerfile": "FROM ghcr.io/acme/part:main\n",
  ".dockerignore": "docs\nREADME.md\n",
  "sluice.config.json": JSON.stringify({
    images: {
      images: Object.fromEntries(
        ["whole", "part"].map((name) => [name, { project: name, dockerfile: `all/${name}/Dockerfile`, context: "." }]),
      ),
    },
  }),
};
const targets = ["lint", "test", "build", "image", "validate"];

afterAll(removeSubmodules);

interface Tally {
  changes: number;
  reported: number;
  nx: number;
  edges: number;
}

async function play(values: Scenario, tally: Tally, hasTime: () => boolean): Promise<void> {
  const model = startModel(values, root);
  using workspace = NxWorkspace.init(Object.fromEntries(renderFiles(model)));
  let files = renderFiles(model);
  for (const { edits } of values.steps) {
    if (!hasTime()) return;
    const names = applyEdits(model, edits);
    const now = renderFiles(model);
    writeModel(workspace, files, now);
    files = now;
    const { stdout } = await runSluiceFromSource(["affected", "--base", "HEAD", "--json"], { cwd: workspace.root });
    const { projects, changedFiles } = JSON.parse(stdout) as {
      projects: { name: string; targets: string[] }[];
      changedFiles: { path: string }[];
    };
    const nx = await workspace.affectedSince("HEAD", targets);
    const tasks = projects.flatMap(({ name, targets: all }) => all.map((target) => `${name}:${target}`));
    const missed = [
      ...projects.map(({ name }) => name).filter((name) => !nx.projects.has(name)),
      ...tasks.filter((id) => !nx.tasks.has(id)),
    ];
    const seen = { seed, names, changed: changedFiles.map(({ path }) => path) };
    expect({ missed, ...seen }).toEqual({ missed: [], ...seen });
    tally.changes++;
    tally.reported += projects.length;
    tally.nx += nx.projects.size;
    tally.edges += nx.edges.length;
    workspace.commit();
    expect({ edges: nx.edges.filter(isOfModel), ...seen }).toEqual({
      edges: (await readEdges(workspace.root, workspace.git("ls-files", "-z").split("\0").filter(Boolean))).filter(isOfModel),
      ...seen,
    });
  }
}

/** What images copy is an edge for Nx alone. */
function isOfModel(edge: string): boolean {
  return !edge.startsWith("whole ->") && !edge.startsWith("part ->");
}

async function readEdges(folder: string, files: string[]): Promise<string[]> {
  const { dependencies } = await readWorkspace({ root: folder, files, configuration: { projects: { ignore: [] } } });
  return [...new Set(dependencies.map(({ source, target }) => `${source} -> ${target}`))].sort();
}

test(
  "nx affected never misses a project or a task of what sluice affected reports, and the graphs are the same, edge for edge",
  async () => {
    const tally: Tally = { changes: 0, reported: 0, nx: 0, edges: 0 };
    const end = performance.now() + budgetSeconds * 1000;
    const hasTime = () => tally.changes === 0 || performance.now() < end;
    // A change takes longer than a second: there are always enough.
    for (const values of fc.sample(scenario, { seed, numRuns: Math.ceil(budgetSeconds) }))
      if (hasTime()) await play(values, tally, hasTime);
    process.stderr.write(
      `nx affected: seed ${seed}, ${tally.changes} changes, ${tally.reported} projects reported by sluice, ${tally.nx} by nx, 0 misses, ${tally.edges} edges the same\n`,
    );
    expect(tally.changes).toBeGreaterThan(0);
  },
  (budgetSeconds + 120) * 1000,
);
