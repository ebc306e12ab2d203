import type { ValueSource } from "@sluice/core";

/** Where images go, and what says so. Null when nothing does. */
export interface FoundRegistry {
  value: string;
  source: ValueSource;
}

/** What says where images go, the first that counts: `--registry`, `SLUICE_REGISTRY`, the configuration, the repository in GitHub Actions. */
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
  if (option !== undefined) return { value: trim(option), source: { kind: "option", name: "--registry" } };
  if (own !== undefined) return { value: trim(own), source: { kind: "environment", name: "SLUICE_REGISTRY" } };
  if (configured !== undefined) return { value: trim(configured), source: { kind: "file", name: path } };
  if (repository === undefined) return null;
  return { value: `ghcr.io/${repository.toLowerCase()}`, source: { kind: "environment", name: "GITHUB_REPOSITORY" } };
}

function trim(prefix: string): string {
  return prefix.replace(/\/+$/, "");
}
