import { isAbsolute, relative, resolve } from "node:path";
import { SluiceError } from "@sluice/core";
import { isFolderContext } from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";
import { findRegistry } from "./find-registry.ts";
import { parsePairs } from "./parse-pairs.ts";
import type { OpenProject } from "./read-project.ts";

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

/** Builds run at the repository's root, so a file named from somewhere else is named in full. Throws SLUICE_USAGE for what buildx would not read. */
export function absoluteSecret(secret: string, cwd: string): string {
  const fields = secret.split(",");
  if (!fields.every((field) => field.includes("=")) || !fields.some((field) => /^id=./.test(field)))
    throw new SluiceError("SLUICE_USAGE", `--secret ${secret.replaceAll(/=[^,]*/g, "=…")}: this says no id, or no more than a name`, {
      hint: "Write --secret id=ca,src=ca.pem or --secret id=token,env=TOKEN.",
    });
  return secret.replace(/(^|,)(src|source)=([^,]+)/, (whole, comma: string, key: string, path: string) =>
    isAbsolute(path) ? whole : `${comma}${key}=${resolve(cwd, path)}`,
  );
}
