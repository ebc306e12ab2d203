import { publishRelease, readPublishPlan, type PublishEvent, type PublishPlan } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { publishedOptions, publishOptions, readReleasesToPublish } from "../../read-release.ts";
import { publishDocument, renderPublishEvent, renderPublishPlan, renderPublishResult } from "../../render/release-publish.ts";

const command: CommandDefinition = defineCommand({
  summary: "Publish what is missing of a release: images, npm packages, git tags, GitHub releases.",
  options: [...publishedOptions, ...publishOptions, { flags: "--dry-run", description: "say what is missing, and publish nothing" }],
  examples: [
    "sluice release publish --dry-run",
    "sluice release publish --tag gateway@1.3.0",
    "sluice release publish --registry ghcr.io/acme/shop --npm-registry https://npm.acme.example/",
  ],
  run: async ({ options, context }) => {
    const targets = await readReleasesToPublish(options, context);
    const releases = targets.desired.map(({ gitTag }) => gitTag);
    const dryRun = options.flag("dryRun");
    let plan: PublishPlan | null = dryRun ? await readPublishPlan(targets.desired, targets.ports) : null;
    const onEvent = (event: PublishEvent): void => {
      if (event.kind === "planned") plan = event.plan;
      const line = renderPublishEvent(event);
      if (line !== null && !context.json) context.note(line);
    };
    for (const { code, message } of targets.warnings) context.note(`warning ${code}: ${message}`);
    const result = dryRun ? null : await publishRelease({ desired: targets.desired, ports: targets.ports, onEvent });
    if (plan === null) throw new Error("a publish without a plan");
    if (context.json) context.printJson(publishDocument(releases, withWarnings(plan, targets.warnings), { dryRun }));
    else context.print(result === null ? renderPublishPlan(plan, releases) : renderPublishResult(result, releases));
    return 0;
  },
});

export default command;

function withWarnings(plan: PublishPlan, warnings: PublishPlan["warnings"]): PublishPlan {
  return { ...plan, warnings: [...warnings, ...plan.warnings] };
}
