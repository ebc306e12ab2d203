import type { CommandContext, CommandOptions } from "../command.ts";
import { readSnapshot } from "../read-snapshot.ts";
import { readReleaseWorkspace } from "./read-workspace.ts";
import { readTargets } from "./read-targets.ts";
import type { ReleaseTargets } from "./release-targets.ts";
import { selectAsAsked } from "./select-asked.ts";

/** The releases to verify: of the options, the event's git tag, or else the changelogs. */
export async function readReleasesToVerify(options: CommandOptions, context: CommandContext): Promise<ReleaseTargets> {
  const workspace = await readReleaseWorkspace(context, {});
  return readTargets({
    options,
    context,
    workspace,
    selected: await selectAsAsked(options, context, workspace),
    secrets: [],
    snapshot: readSnapshot(options),
  });
}
