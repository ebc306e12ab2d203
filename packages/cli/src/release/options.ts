import type { OptionDefinition } from "../command.ts";
import { snapshotOption } from "../read-snapshot.ts";
import { attestationOptions, signingOptions } from "../image-options.ts";

/** Where images go. */
export const registryOption: OptionDefinition = {
  flags: "--registry <registry>",
  description: "registry and path before an image's name: ghcr.io/acme/shop",
};

/** The options of a command that speaks of releases and of what is published of them. */
export const publishedOptions: readonly OptionDefinition[] = [
  {
    flags: "--tag <gitTag>",
    description: "a release: gateway@1.2.3, or v1.2.3 for every package at 1.2.3",
    repeatable: true,
    completes: "git-tag",
  },
  { flags: "--package <package>", description: "a package at its present version", repeatable: true, completes: "package" },
  snapshotOption,
  { flags: "--without <kind>", description: "leave these artifacts out: image, npm, pypi, cargo, helm, github-release", repeatable: true },
  registryOption,
  { flags: "--npm-registry <url>", description: "the npm registry; that of the packages and of npm when left out" },
];

/** Options of a command that publishes, besides {@link publishedOptions}. */
export const publishOptions: readonly OptionDefinition[] = [
  { flags: "--plan <file>", description: "a plan of `release plan --json`; refused when it is not what is checked out" },
  { flags: "--build-context <name=value>", description: "a named build context: what stands in for a FROM name", repeatable: true },
  { flags: "--break-lock", description: "take the publish lock from whoever has it" },
  { flags: "--secret <secret>", description: "a build secret in buildx's form: id=ca,src=/path", repeatable: true },
  ...attestationOptions,
  ...signingOptions,
];
