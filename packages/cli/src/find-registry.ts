import { SluiceError, type ValueSource } from "@sluice/core";

/** Where images go, and what says so. Null when nothing does. */
export interface FoundRegistry {
  value: string;
  source: ValueSource;
}

/**
 * What says where images go, the first that counts: `--registry`, `SLUICE_REGISTRY`, the configuration, the repository in GitHub Actions.
 *
 * @throws SLUICE_BAD_REFERENCE for what no image's name can begin with
 */
export function findRegistry({
  option,
  env,
  configured,
  path,
}: {
  option: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  configured: string | undefined;
  /** The configuration's file. */
  path: string | null;
}): FoundRegistry | null {
  const own = env["SLUICE_REGISTRY"] || undefined;
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  if (option !== undefined) return { value: parsePrefix(option, "--registry"), source: { kind: "option", name: "--registry" } };
  if (own !== undefined) return { value: parsePrefix(own, "SLUICE_REGISTRY"), source: { kind: "environment", name: "SLUICE_REGISTRY" } };
  if (configured !== undefined) return { value: parsePrefix(configured, "images.registry"), source: { kind: "file", name: path } };
  if (repository === undefined) return null;
  return { value: `ghcr.io/${repository.toLowerCase()}`, source: { kind: "environment", name: "GITHUB_REPOSITORY" } };
}

function parsePrefix(text: string, origin: string): string {
  const prefix = text.replace(/\/+$/, "");
  if (prefix !== "" && !/:\/\/|[\s@]/.test(prefix)) return prefix;
  const name = prefix.replace(/^\w+:\/\//, "");
  throw new SluiceError("SLUICE_BAD_REFERENCE", `${origin} is ${JSON.stringify(text)}, with which no image's name begins`, {
    hint: `Write the registry's name and the path alone: ${name === "" || /[\s@]/.test(name) ? "ghcr.io/acme/shop" : name}.`,
  });
}
