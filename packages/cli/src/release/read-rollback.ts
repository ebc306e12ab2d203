import { SluiceError, type Warning } from "@sluice/core";
import { previousVersion, selectReleases, type RollbackOptions, type SelectedRelease } from "@sluice/release";
import type { CommandContext, CommandOptions } from "../command.ts";
import { readReleaseWorkspace } from "./read-workspace.ts";
import { readTargets } from "./read-targets.ts";
import { withLock } from "./with-lock.ts";

/** The release that is taken back, the one before it, and the doors to where they are. */
export async function readRollback(
  gitTag: string,
  options: CommandOptions,
  context: CommandContext,
): Promise<RollbackOptions & { warnings: Warning[] }> {
  const workspace = await readReleaseWorkspace(context, {});
  const select = (wanted: string): SelectedRelease[] => selectReleases({ ...workspace, request: { gitTags: [wanted], packages: [] } });
  const [bad] = select(gitTag);
  const [entry] = bad?.packages ?? [];
  if (bad === undefined || entry === undefined || bad.gitTag.lastIndexOf("@") < 1) {
    throw new SluiceError("SLUICE_USAGE", `${gitTag} is no release of one package`, { hint: "Name it as package@version: gateway@1.3.0." });
  }
  const { name } = entry.package;
  const to = options.text("to") ?? previousVersion(name, entry.version, workspace.gitTags);
  const badTargets = await readTargets({ options, context, workspace, selected: [bad], secrets: [] });
  // Without the bad release, the one before it has the moving image tags again.
  const before = { ...workspace, gitTags: workspace.gitTags.filter((tag) => tag !== bad.gitTag) };
  const targets = await readTargets({ options, context, workspace: before, selected: select(`${name}@${to}`), secrets: [] });
  const [badRelease] = badTargets.desired;
  const [previous] = targets.desired;
  if (badRelease === undefined || previous === undefined) throw new Error(`no release ${gitTag} or ${name}@${to}`);
  const ports = withLock(targets.ports, options, context, workspace);
  return { bad: badRelease, previous, ports, reason: options.text("reason") ?? "", warnings: targets.warnings };
}
