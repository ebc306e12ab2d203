import { isSluiceError } from "@sluice/core";
import { readRollbackPlan, rollbackRelease } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { openReleaseJournal } from "../../open-release-journal.ts";
import { publishedOptions } from "../../release/options.ts";
import { readRollback } from "../../release/read-rollback.ts";
import { renderRollbackPlan } from "../../render/release-rollback.ts";

const command: CommandDefinition = defineCommand({
  summary: "Take a release back: dist-tags, moving image tags and GitHub's latest to the one before, deprecation and a note.",
  arguments: "<package@version|v1.2.3>",
  completes: "git-tag",
  options: [
    { flags: "--to <version>", description: "the version to go back to; the highest stable one below it when left out" },
    { flags: "--reason <text>", description: "why, for the deprecation and the note", default: "It was taken back." },
    ...publishedOptions.filter(({ flags }) => !/^--(tag|package|snapshot) /.test(flags)),
    { flags: "--break-lock", description: "take the publish lock from whoever has it" },
    { flags: "--journal <file>", description: "where every step is written down; .git/sluice/publish.ndjson when left out" },
    { flags: "--dry-run", description: "say what would be done, and do nothing" },
  ],
  examples: ["sluice release rollback gateway@1.3.0 --dry-run", 'sluice release rollback @acme/ui@2.1.0 --reason "Loses clicks."'],
  run: async ({ options, args, context }) => {
    const { warnings, ...rollback } = await readRollback(args[0] ?? "", options, context);
    for (const warning of warnings) context.warn(warning);
    const dryRun = options.flag("dryRun");
    const journal = dryRun ? null : await openReleaseJournal(options.text("journal"), context);
    journal?.record({ kind: "rollback", from: rollback.bad.gitTag, to: rollback.previous.gitTag });
    const plan = dryRun
      ? await readRollbackPlan(rollback)
      : await rollbackRelease({
          ...rollback,
          onEvent: ({ kind, step: { action, reference, kind: artifact }, message }) => {
            const entry = { kind, action, artifact: { kind: artifact, reference }, ...(message === undefined ? {} : { message }) };
            journal?.record(entry);
            context.note(context.json ? JSON.stringify(entry) : `${kind}: ${action} ${artifact} ${reference}`);
          },
        }).catch((error: unknown) => {
          journal?.record({ kind: "stopped", code: isSluiceError(error) ? error.code : "SLUICE_INTERNAL" });
          throw error;
        });
    for (const warning of plan.warnings) context.warn(warning);
    journal?.record({ kind: "ended", steps: plan.steps.length });
    if (context.json) context.printJson({ ...plan, dryRun });
    else context.print(renderRollbackPlan(plan, { dryRun, width: context.width }));
    return 0;
  },
});

export default command;
