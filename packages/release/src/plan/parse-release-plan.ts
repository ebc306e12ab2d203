import { SluiceError } from "@sluice/core";
import * as v from "valibot";
import type { ReleasePlan } from "../model/release-plan.ts";
import { computePlanDigest } from "./plan-digest.ts";

const causeSchema = v.variant("kind", [
  v.object({ kind: v.literal("changeset"), id: v.string() }),
  v.object({ kind: v.literal("commit"), sha: v.string() }),
  v.object({ kind: v.literal("dependency"), package: v.string() }),
  v.object({ kind: v.literal("group"), group: v.string() }),
]);

const planSchema = v.strictObject({
  schemaVersion: v.literal(1),
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  digest: v.string(),
  packages: v.array(
    v.strictObject({
      name: v.string(),
      root: v.string(),
      ecosystem: v.picklist(["npm", "python", "go", "cargo", "docker", "kustomize", "helm", "terraform"]),
      oldVersion: v.string(),
      newVersion: v.string(),
      bump: v.picklist(["none", "patch", "minor", "major"]),
      private: v.boolean(),
      causes: v.array(causeSchema),
      changelog: v.string(),
      gitTag: v.string(),
    }),
  ),
  artifacts: v.array(
    v.strictObject({
      kind: v.picklist(["image", "npm", "pypi", "cargo", "helm", "git-tag", "github-release"]),
      package: v.string(),
      reference: v.string(),
    }),
  ),
  warnings: v.array(v.strictObject({ code: v.pipe(v.string(), v.startsWith("SLUICE_")), message: v.string() })),
});

/**
 * Reads a release plan that `sluice release plan --json` printed.
 *
 * @param path where the text is from, for errors
 * @throws SLUICE_BAD_PLAN when it is no release plan; SLUICE_PLAN_DIGEST when it is not what its digest says
 */
export function parseReleasePlan(text: string, path: string): ReleasePlan {
  const parsed = v.safeParse(planSchema, parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new SluiceError("SLUICE_BAD_PLAN", `${path} is no release plan: ${v.getDotPath(issue) ?? "the document"}: ${issue.message}`, {
      hint: "Make one with `sluice release plan --json`.",
    });
  }
  const { warnings, ...rest } = parsed.output;
  const plan: ReleasePlan = { ...rest, warnings: warnings.map(({ code, message }) => ({ code: toCode(code), message })) };
  if (computePlanDigest(plan) === plan.digest) return plan;
  throw new SluiceError("SLUICE_PLAN_DIGEST", `${path} is not the plan that its digest ${plan.digest} stands for: it was changed`, {
    hint: "Make the plan again with `sluice release plan --json`; it is not to be edited.",
  });
}

function toCode(code: string): `SLUICE_${string}` {
  return `SLUICE_${code.slice("SLUICE_".length)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
