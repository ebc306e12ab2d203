import { readFile } from "node:fs/promises";
import { SluiceError } from "@sluice/core";
import type { GitHubEvent } from "./github-event.ts";
import { parseOtherEvent } from "./parse-other-event.ts";

/**
 * The event in `env` (`GITHUB_EVENT_NAME`, `GITHUB_REF`, …) with the document at `GITHUB_EVENT_PATH`, else what
 * GitLab CI, Azure Pipelines or Jenkins tells, in the same words; null when no event is told, as on a person's machine.
 *
 * Throws SLUICE_EVENT_INVALID when that document cannot be read or is no JSON object.
 */
export async function readEvent(env: Readonly<Record<string, string | undefined>>): Promise<GitHubEvent | null> {
  const name = env["GITHUB_EVENT_NAME"] ?? "";
  const event = name === "" ? parseOtherEvent(env) : await readGitHubEvent(name, env);
  if (event === null) return null;
  return {
    ...event,
    repository: env["GITHUB_REPOSITORY"] ?? "",
    apiUrl: withoutSlash(env["GITHUB_API_URL"] || "https://api.github.com"),
    serverUrl: withoutSlash(env["GITHUB_SERVER_URL"] || "https://github.com"),
    workflow: workflowFile(env["GITHUB_WORKFLOW_REF"] ?? ""),
    isGitHubActions: env["GITHUB_ACTIONS"] === "true",
  };
}

async function readGitHubEvent(name: string, env: Readonly<Record<string, string | undefined>>) {
  return {
    name,
    ref: env["GITHUB_REF"] ?? "",
    sha: env["GITHUB_SHA"] ?? "",
    headRef: env["GITHUB_HEAD_REF"] ?? "",
    baseRef: env["GITHUB_BASE_REF"] ?? "",
    payload: await readPayload(env["GITHUB_EVENT_PATH"] ?? ""),
  };
}

async function readPayload(path: string): Promise<Record<string, unknown>> {
  if (path === "") return {};
  try {
    const payload: unknown = JSON.parse(await readFile(path, "utf8"));
    if (isRecord(payload)) return payload;
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
  throw invalid(path, "it holds no JSON object");
}

function invalid(path: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError("SLUICE_EVENT_INVALID", `The GitHub event file ${path} cannot be read: ${why}`, {
    hint: "GITHUB_EVENT_PATH must name the JSON document of the event. Unset it, or give --base and --head by hand.",
    cause,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `acme/shop/.github/workflows/ci.yml@refs/heads/main` names `ci.yml`. */
function workflowFile(reference: string): string {
  return /\/([^/@]+)@/.exec(reference)?.[1] ?? "";
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
