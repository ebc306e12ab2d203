import type { Warning } from "@sluice/core";
import { applyFileChanges, assembleInitPlan, defaultTools, type InitAnswers, readSetupFacts } from "@sluice/setup";
import packageJson from "../../package.json" with { type: "json" };
import { type CommandContext, defineCommand, type CommandDefinition, type CommandOptions } from "../command.ts";
import { renderDone, renderInitPlan } from "../render/init.ts";

const systems = ["github", "gitlab", "azure", "jenkins"] as const;

const command: CommandDefinition = defineCommand({
  summary: "Set Sluice up in an existing repository: Nx, configuration, changesets, pipelines.",
  options: [
    {
      flags: "--ci <system>",
      description: "the CI system to write pipelines for; found from files and remote when left out",
      choices: systems,
    },
    { flags: "--registry <prefix>", description: "where images go: ghcr.io/acme/shop" },
    { flags: "-y, --yes", description: "ask nothing; so it is too in CI and without a terminal" },
    { flags: "--dry-run", description: "show every file that would be written, and write nothing" },
  ],
  examples: ["sluice init --dry-run", "sluice init", "sluice init --yes --ci gitlab --registry registry.gitlab.com/acme/shop"],
  run: async ({ options, context }) => {
    const { root, facts } = await readSetupFacts(context);
    const isDryRun = options.flag("dryRun");
    const asks = context.interactive && !options.flag("yes") && !isDryRun && !context.json;
    const given = readAnswers(options);
    // A question has the terminal for itself.
    if (asks) context.working(null);
    const answers = asks ? await (await import("../init/ask.ts")).askAnswers(facts, given) : given;
    const plan = assembleInitPlan(facts, answers, defaultTools(packageJson.version));
    warnAtMost(5, plan.warnings, context);
    if (!context.json) context.print(renderInitPlan(plan, { color: context.color, isWhole: isDryRun }));
    const changes = plan.files.some(({ action }) => action === "create" || action === "update");
    const isAgreed = !asks || !changes || (await (await import("../init/ask.ts")).askToWrite());
    const written = isDryRun || !isAgreed ? [] : await applyFileChanges(root, plan.files);
    if (context.json) context.printJson({ ...plan, dryRun: isDryRun, written });
    else if (!isDryRun) context.print(isAgreed ? renderDone(plan, written) : "Nothing was written.");
    return 0;
  },
});
export default command;

/** A large repository has the same to say of many folders; the first of a kind say it. */
function warnAtMost(most: number, warnings: readonly Warning[], { warn, note }: CommandContext): void {
  const counts = new Map<string, number>();
  for (const warning of warnings) {
    const count = (counts.get(warning.code) ?? 0) + 1;
    counts.set(warning.code, count);
    if (count <= most) warn(warning);
  }
  for (const [code, count] of counts)
    if (count > most) note(`… and ${count - most} more warnings ${code}; \`sluice doctor\` has all of them.`);
}

function readAnswers(options: CommandOptions): InitAnswers {
  return { provider: systems.find((system) => system === options.text("ci")), registry: options.text("registry") };
}
