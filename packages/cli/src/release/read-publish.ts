import { resolve } from "node:path";
import { checkSelectedVersions } from "@sluice/release";
import type { CommandContext, CommandOptions } from "../command.ts";
import { absoluteSecret, contextsFromRoot } from "../image-request.ts";
import { openProject } from "../read-project.ts";
import { readSnapshot } from "../read-snapshot.ts";
import { readReleaseWorkspace } from "./read-workspace.ts";
import { readTargets } from "./read-targets.ts";
import type { ReleaseTargets } from "./release-targets.ts";
import { selectAsAsked, selectFromPlan } from "./select-asked.ts";
import { withLock } from "./with-lock.ts";

/** The releases to publish: of the plan, the options, the event's git tag, or else the changelogs. Takes `publishOptions`. */
export async function readReleasesToPublish(options: CommandOptions, context: CommandContext): Promise<ReleaseTargets> {
  const { repository } = await openProject(context);
  const buildContexts = contextsFromRoot(options, context, repository.root);
  const workspace = await readReleaseWorkspace(context, buildContexts);
  const planFile = options.text("plan");
  const selected =
    planFile === undefined
      ? await selectAsAsked(options, context, workspace)
      : await selectFromPlan(resolve(context.cwd, planFile), workspace);
  checkSelectedVersions(selected);
  const secrets = options.list("secret").map((secret) => absoluteSecret(secret, context.cwd));
  const targets = await readTargets({ options, context, workspace, selected, secrets, isPublish: true, snapshot: readSnapshot(options) });
  return { ...targets, ports: withLock(targets.ports, options, context, workspace) };
}
