import { isSluiceError } from "@sluice/core";
import { publishRelease, readPublishPlan, type PublishEvent, type PublishPlan } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { openReleaseJournal } from "../../open-release-journal.ts";
import { publishedOptions, publishOptions } from "../../release/options.ts";
import { readReleasesToPublish } from "../../release/read-publish.ts";
import {
  publishDocument,
  publishEventDocument,
  renderPublishEvent,
  renderPublishPlan,
  renderPublishResult,
} from "../../render/release-publish.ts";
import { renderPublishSummary } from "../../render/release-summary.ts";

const command: CommandDefinition = defineCommand({
  summary: "Publish what is missing of a release: images, npm packages, git tags, GitHub releases.",
  options: [
    ...publishedOptions,
    ...publishOptions,
    { flags: "--journal <file>", description: "where every step is written down; .git/sluice/publish.ndjson when left out" },
    { flags: "--dry-run", description: "say what is missing, and publish nothing" },
  ],
  examples: [
    "sluice release publish --dry-run",
    "sluice release publish --tag gateway@1.3.0",
    "sluice release publish --registry ghcr.io/acme/shop --npm-registry https://npm.acme.example/",
  ],
  run: async ({ options, context }) => {
    const { desired, ports, warnings } = await readReleasesToPublish(options, context);
    const releases = desired.map(({ gitTag }) => gitTag);
    for (const warning of warnings) context.warn(warning);
    if (options.flag("dryRun")) {
      context.working("Asking registries, GitHub and the remote");
      const plan = await readPublishPlan(desired, ports);
      for (const warning of plan.warnings) context.warn(warning);
      if (context.json) context.printJson(publishDocument(releases, withWarnings(plan, [...warnings, ...plan.warnings]), { dryRun: true }));
      else context.print(renderPublishPlan(plan, releases, context));
      return 0;
    }
    const journal = await openReleaseJournal(options.text("journal"), context);
    const started = Date.now();
    let plan: PublishPlan | null = null;
    const onEvent = (event: PublishEvent): void => {
      if (event.kind === "planned") plan = event.plan;
      const entry = publishEventDocument(event);
      journal.record(entry);
      const line = context.json ? JSON.stringify(entry) : renderPublishEvent(event);
      if (line !== null) context.note(line);
    };
    journal.record({ kind: "begun", releases });
    context.working("Publishing");
    const result = await publishRelease({ desired, ports, onEvent }).catch((error: unknown) => {
      const { code, message } = isSluiceError(error) ? error : { code: "SLUICE_INTERNAL", message: String(error) };
      journal.record({ kind: "stopped", code, message });
      throw error;
    });
    journal.record({ kind: "ended", published: result.published.length, present: result.present.length });
    const problem = journal.problem();
    if (problem !== null) context.warn(problem);
    if (plan === null) throw new Error("a publish without a plan");
    for (const warning of result.warnings) context.warn(warning);
    context.summarize?.(renderPublishSummary(releases, result.published));
    const seconds = (Date.now() - started) / 1000;
    if (context.json)
      context.printJson(publishDocument(releases, withWarnings(plan, [...warnings, ...result.warnings]), { dryRun: false }));
    else context.print(renderPublishResult(result, releases, { seconds, journal: journal.path, width: context.width }));
    return 0;
  },
});

export default command;

function withWarnings(plan: PublishPlan, warnings: PublishPlan["warnings"]): PublishPlan {
  return { ...plan, warnings: [...warnings] };
}
