import type { OptionDefinition } from "./command.ts";
import { rangeOptions } from "./range-options.ts";

/** The options of `sluice affected`, apart from what it does: a remembered answer needs no more. */
export const affectedOptions: readonly OptionDefinition[] = [
  ...rangeOptions,
  { flags: "--since-release", description: "compare each project with its own last release tag" },
  { flags: "--bases", description: "count images whose base has moved since they were built as affected too; asks the registries" },
  {
    flags: "--registry <prefix>",
    description: "with --bases: registry and path before an image's name; the configured one when left out",
  },
  {
    flags: "--build-context <name=value>",
    description: "with --bases: a named build context, as given to the build: docker-image://… in place of a FROM name",
    repeatable: true,
  },
  { flags: "--target <name>", description: "only projects that have this target", repeatable: true, completes: "target" },
  { flags: "--type <type>", description: "only projects of this type", choices: ["app", "lib", "all"], default: "all" },
  { flags: "--why <project>", description: "the shortest chain from the change to this project", completes: "project" },
  {
    flags: "--format <format>",
    description: "how to print it; github writes to $GITHUB_OUTPUT and $GITHUB_STEP_SUMMARY",
    choices: ["text", "names", "matrix", "github", "json"],
    default: "text",
  },
  { flags: "--max <jobs>", description: "with --format matrix or github: at most this many jobs, each with several projects if need be" },
];
