import { type ErrorCode, SluiceError } from "@sluice/core";
import * as v from "valibot";
import type { ImageFailure } from "../build/assemble-failures.ts";
import type { PlatformBuild } from "./platform-build.ts";

const nullableText = v.nullable(v.string());
const codeSchema = v.custom<ErrorCode>((code) => typeof code === "string" && code.startsWith("SLUICE_"));
const shareSchema = v.object({
  schemaVersion: v.literal(1),
  images: v.array(
    v.object({
      name: v.string(),
      project: v.string(),
      repository: v.string(),
      digest: v.nullable(v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/))),
      platforms: v.array(v.string()),
      allPlatforms: v.array(v.string()),
      tags: v.array(v.string()),
      moving: v.array(
        v.object({
          reference: v.string(),
          version: v.string(),
          range: v.string(),
          versionTag: v.nullable(v.object({ before: v.string(), after: v.string() })),
        }),
      ),
      key: nullableText,
      keyReference: nullableText,
      annotations: v.record(v.string(), v.string()),
    }),
  ),
  failures: v.array(v.object({ name: v.string(), problem: v.object({ code: codeSchema, message: v.string() }) })),
});

/** A runner's share as the merge needs it: why an image was built is told by who built it. */
export type PlatformShare = Omit<PlatformBuild, "reasons">;

/** What one runner built, and what it could not. */
export interface PlatformShares {
  images: PlatformShare[];
  failures: ImageFailure[];
}

/**
 * The text of a result file → the images of one runner's share. `path` is for the error. Pure.
 * Throws SLUICE_BAD_PLATFORM_RESULT for what `sluice images build --push-by-digest` did not write.
 */
export function parsePlatformBuilds(text: string, path: string): PlatformShares {
  const parsed = v.safeParse(shareSchema, parseJson(text));
  if (parsed.success) return { images: parsed.output.images, failures: parsed.output.failures };
  const [issue] = parsed.issues;
  throw new SluiceError("SLUICE_BAD_PLATFORM_RESULT", `${path}: ${v.getDotPath(issue) ?? "the document"}: ${issue.message}`, {
    hint: "Give the files that `sluice images build --push-by-digest --result <file>` wrote on each runner.",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
