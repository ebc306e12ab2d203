import { createHash } from "node:crypto";
import type { ReleasePlan } from "../model/release-plan.ts";

/** `sha256:` and the hash of a plan without its digest, as JSON without white space and with sorted keys. */
export function computePlanDigest(plan: Omit<ReleasePlan, "digest">): string {
  const { digest: _own, ...content } = { digest: "", ...plan };
  return `sha256:${createHash("sha256").update(canonicalJson(content)).digest("hex")}`;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
