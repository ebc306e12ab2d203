import { SluiceError, type Warning } from "@sluice/core";
import { previousVersion, selectReleases, type RollbackOptions } from "@sluice/release";
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
  const [bad] = selectReleases({ ...workspace, request: { gitTags: [gitTag], packages: [] } });
  const [entry] = bad?.packages ?? [];
  if (bad === undefined || entry === undefined) throw new Error(`nothing is selected by ${gitTag}`);
  const { version } = entry;
  const isCommon = !bad.gitTag.includes("@");
  if (!isCommon && !workspace.gitTags.includes(bad.gitTag) && workspace.gitTags.includes(`v${version}`))
    throw releasedTogether(bad.gitTag, version);
  const name = isCommon ? null : entry.package.name;
  const to = options.text("to") ?? previousVersion(name, version, workspace.gitTags);
  const badTargets = await readTargets({ options, context, workspace, selected: [bad], secrets: [] });
  // Without the bad release, the one before it has the moving image tags again.
  const before = { ...workspace, gitTags: workspace.gitTags.filter((tag) => tag !== bad.gitTag) };
  const earlier = { gitTag: isCommon ? `v${to}` : `${name}@${to}`, packages: bad.packages.map((own) => ({ ...own, version: to })) };
  const targets = await readTargets({ options, context, workspace: before, selected: [earlier], secrets: [] });
  const [badRelease] = badTargets.desired;
  const [previous] = targets.desired;
  if (badRelease === undefined || previous === undefined) throw new Error(`no release ${gitTag} or ${earlier.gitTag}`);
  const ports = withLock(targets.ports, options, context, workspace);
  return { bad: badRelease, previous, ports, reason: options.text("reason") ?? "", warnings: targets.warnings };
}

function releasedTogether(gitTag: string, version: string): SluiceError {
  return new SluiceError("SLUICE_USAGE", `${gitTag} was released together with others, by the git tag v${version}`, {
    hint: `Take all of them back: \`sluice release rollback v${version}\`.`,
  });
}
