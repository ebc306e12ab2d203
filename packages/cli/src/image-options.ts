import { isAbsolute, relative, resolve } from "node:path";
import { isFolderContext } from "@sluice/images";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { findRegistry } from "./find-registry.ts";
import { parsePairs } from "./parse-pairs.ts";
import { rangeOptions } from "./range-options.ts";
import type { OpenProject } from "./read-project.ts";
import { attestationOptions } from "./supply-chain-options.ts";

/** Where images go and for which platforms. */
export const registryOptions: readonly OptionDefinition[] = [
  { flags: "--registry <prefix>", description: "registry and path before an image's name: ghcr.io/acme/shop" },
  { flags: "--platform <platform>", description: "a platform to build for, in place of the configured ones", repeatable: true },
];

/** Options of the commands that plan a build. */
export const imagePlanOptions: readonly OptionDefinition[] = [
  { flags: "--all", description: "all images; those that a change affects when left out" },
  { flags: "--project <name>", description: "the images of this project, or the image of this name", repeatable: true, completes: "image" },
  ...rangeOptions,
  ...registryOptions,
  ...attestationOptions,
  { flags: "--build-arg <NAME=value>", description: "a build argument of every image", repeatable: true },
  {
    flags: "--build-context <name=value>",
    description: "a named build context: a folder, or docker-image://… in place of a FROM name",
    repeatable: true,
  },
  { flags: "--secret <secret>", description: "a build secret: id=ca,src=ca.pem or id=token,env=TOKEN", repeatable: true },
];

/** `--registry`, else the configuration's, else GitHub's own for the repository. */
export function registryPrefix(
  options: CommandOptions,
  { env }: Pick<CommandContext, "env">,
  { configuration }: Pick<OpenProject, "configuration">,
): string | null {
  const { registry: configured } = configuration.images;
  return findRegistry({ option: options.text("registry"), env, configured, path: null })?.value ?? null;
}

/** `--build-context` by name, with folders as the repository's root has them. */
export function contextsFromRoot(options: CommandOptions, { cwd }: CommandContext, root: string): Record<string, string> {
  const contexts = parsePairs("--build-context", options.list("buildContext"));
  return Object.fromEntries(
    Object.entries(contexts).map(([name, value]) => [name, isFolderContext(value) ? relative(root, resolve(cwd, value)) || "." : value]),
  );
}

/** Builds run at the repository's root, so a file named from somewhere else is named in full. */
export function absoluteSecret(secret: string, cwd: string): string {
  return secret.replace(/(^|,)(src|source)=([^,]+)/, (whole, comma: string, key: string, path: string) =>
    isAbsolute(path) ? whole : `${comma}${key}=${resolve(cwd, path)}`,
  );
}
