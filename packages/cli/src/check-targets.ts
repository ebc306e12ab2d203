import { hintNames, isSluiceError, SluiceError } from "@sluice/core";
import type { Workspace } from "@sluice/ecosystems";
import { execa } from "execa";
import { findNx } from "./find-nx.ts";

/** The targets that a command line names, and where they may be. */
export interface NamedTargets {
  root: string;
  targets: readonly string[];
  workspace: Workspace;
  /** The configuration's `ci.targets`: pipelines ask for them whether a project has them or not. */
  configured: readonly string[];
}

/**
 * Refuses a target that no project has, which is a slip of the keys: Nx would run nothing and call it done. Nx has the last word, since a
 * project.json may hold targets that Sluice does not read; where Nx cannot say, nothing is refused. A pattern (`test:*`) is left to Nx.
 *
 * @throws SLUICE_UNKNOWN_TARGET
 */
export async function checkTargets({ root, targets, workspace, configured }: NamedTargets): Promise<void> {
  const known = new Set([...configured, ...workspace.projects.flatMap((project) => Object.keys(project.targets))]);
  for (const target of targets) {
    if (known.has(target) || /[*?![\]{}]/.test(target) || !(await isMissingInNx(root, target))) continue;
    throw new SluiceError("SLUICE_UNKNOWN_TARGET", `No project of this repository has a target ${JSON.stringify(target)}`, {
      hint: hintNames(target, [...known], "No project has any target."),
    });
  }
}

async function isMissingInNx(root: string, target: string): Promise<boolean> {
  try {
    const args = [await findNx(root), "show", "projects", `--with-target=${target}`, "--json"];
    const { exitCode, stdout } = await execa(process.execPath, args, { cwd: root, stdin: "ignore", reject: false });
    return exitCode === 0 && stdout.trim() === "[]";
  } catch (error) {
    // What is wrong with Nx is told when it is to run something.
    if (isSluiceError(error)) return false;
    throw error;
  }
}
