import { readFile } from "node:fs/promises";
import { SluiceError } from "@sluice/core";
import { readEvent } from "@sluice/github";
import { checkPlanApplied, parseReleasePlan, selectPlanned, selectReleases, selectSnapshot, type SelectedRelease } from "@sluice/release";
import type { CommandContext, CommandOptions } from "../command.ts";
import { readSnapshot } from "../read-snapshot.ts";
import type { ReleaseWorkspace } from "./read-workspace.ts";

export async function selectAsAsked(
  options: CommandOptions,
  context: CommandContext,
  workspace: ReleaseWorkspace,
): Promise<SelectedRelease[]> {
  const request = { gitTags: options.list("tag"), packages: options.list("package") };
  const snapshot = readSnapshot(options);
  if (snapshot !== undefined) return selectSnapshot({ ...workspace, snapshot });
  if (request.gitTags.length > 0 || request.packages.length > 0) return selectReleases({ ...workspace, request });
  const ref = (await readEvent(context.env))?.ref ?? "";
  const gitTags = ref.startsWith("refs/tags/") ? [ref.slice("refs/tags/".length)] : [];
  return selectReleases({ ...workspace, request: { gitTags, packages: [] } });
}

export async function selectFromPlan(path: string, { project, packages, changelogs }: ReleaseWorkspace): Promise<SelectedRelease[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new SluiceError("SLUICE_BAD_PLAN", `${path} cannot be read`, {
      cause: error,
      hint: "Make it with `sluice release plan --json`.",
    });
  });
  const plan = parseReleasePlan(text, path);
  const { repository } = project;
  const isHere = (await repository.findRevision(plan.commit)) !== null;
  checkPlanApplied({ plan, isInHistory: isHere && (await repository.isAncestor(plan.commit, "HEAD")), changelogs });
  return selectPlanned(packages, plan.packages);
}
