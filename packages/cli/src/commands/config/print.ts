import { type ReadConfiguration, resolveConfiguration, type ResolvedValue, type ValueSource } from "@sluice/core";
import { type CommandContext, type CommandDefinition, type CommandOptions, defineCommand } from "../../command.ts";
import { findRegistry } from "../../find-registry.ts";
import { openProject } from "../../read-project.ts";
import { renderConfiguration } from "../../render/configuration.ts";

const command: CommandDefinition = defineCommand({
  summary: "The configuration that counts here: what is set, and where each value comes from.",
  options: [
    { flags: "--resolved", description: "all keys, the defaults too" },
    { flags: "--registry <prefix>", description: "as a command that is given it would see it" },
    { flags: "--platform <platform>", description: "as a command that is given it would see it", repeatable: true },
    { flags: "--npm-registry <url>", description: "as a command that is given it would see it" },
  ],
  examples: ["sluice config print", "sluice config print --resolved", "sluice config print --resolved --json"],
  run: async ({ options, context }) => {
    const { configuration, configurationPath: path, written } = await openProject(context);
    const overrides = readOverrides(options, context, { configuration, path });
    const all = resolveConfiguration({ configuration, written, path, overrides });
    const values = options.flag("resolved") ? all : all.filter(({ source }) => source.kind !== "default");
    if (context.json) context.printJson({ schemaVersion: 1, path, values });
    else context.print(renderConfiguration({ path, values }, context));
    return 0;
  },
});
export default command;

type Overrides = Map<string, Pick<ResolvedValue, "value" | "source">>;

/** What the commands take before the file, and from the environment where the file says nothing. */
function readOverrides(
  options: CommandOptions,
  { env }: CommandContext,
  { configuration: { images }, path }: Pick<ReadConfiguration, "configuration" | "path">,
): Overrides {
  const overrides: Overrides = new Map();
  const set = (key: string, value: unknown, kind: ValueSource["kind"], name: string): void =>
    void overrides.set(key, { value, source: { kind, name } });
  const registry = findRegistry({ option: options.text("registry"), env, configured: images.registry, path });
  if (registry !== null) overrides.set("images.registry", registry);
  if (images.sbom === undefined && env["GITHUB_ACTIONS"] === "true") set("images.sbom", true, "environment", "GITHUB_ACTIONS");
  const platforms = options.list("platform");
  if (platforms.length > 0) set("images.platforms", platforms, "option", "--platform");
  const npmRegistry = options.text("npmRegistry");
  if (npmRegistry !== undefined) set("release.npmRegistry", npmRegistry, "option", "--npm-registry");
  return overrides;
}
