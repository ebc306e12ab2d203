import { assembleInitPlan, defaultTools, type InitAnswers, readSetupFacts } from "@sluice/setup";
import type { Tree } from "nx/src/generators/tree";
import { output } from "nx/src/utils/output.js";
import packageJson from "../package.json" with { type: "json" };

/** Options of `nx g @sluice/nx:init`, as `sluice init` has them. */
export interface InitGeneratorOptions {
  ci?: InitAnswers["provider"];
  registry?: string;
}

/** What `nx add @sluice/nx` runs: writes what `sluice init --yes` writes. Nx shows the files, and with `--dry-run` writes none. */
export default async function initGenerator(tree: Tree, { ci, registry }: InitGeneratorOptions): Promise<() => void> {
  const { facts } = await readSetupFacts({ cwd: tree.root, env: {} });
  const plan = assembleInitPlan(facts, { provider: ci, registry }, defaultTools(packageJson.version));
  for (const { path, action, text } of plan.files) if (action === "create" || action === "update") tree.write(path, text);
  const kept = plan.files.filter(({ action }) => action === "keep").map(({ path }) => path);
  return () => {
    if (kept.length > 0) output.warn({ title: "Kept as they are, since a person wrote or changed them:", bodyLines: kept });
    if (plan.next.length > 0) output.note({ title: "Next:", bodyLines: plan.next });
  };
}
