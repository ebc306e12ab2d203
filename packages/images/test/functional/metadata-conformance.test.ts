import { existsSync, readFileSync } from "node:fs";
import { isSluiceError } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { computeMetadata, isImageTag, type Metadata } from "../../src/index.ts";

/** One observed case: an event, rules, and what docker/metadata-action 6.2.0 made of them. */
interface Case {
  id: string;
  kind: "tags" | "empty" | "error" | "oracle-invalid" | "ambiguous";
  now: string;
  commitDate: string;
  repo: { name: string; description?: string | null; html_url?: string; default_branch: string; license?: { spdx_id: string } | null };
  env: Record<string, string>;
  event: { name?: string; ref?: string; sha?: string; payload: object };
  inputs: { images: string[]; tags?: string[]; flavor?: string[]; labels?: string[]; annotations?: string[] };
  expected: { version: string; tags: string[]; tagNames: string[]; labels: Record<string, string>; annotations: string[] };
}

const set = new URL("../../../../../shared/conformance/image-metadata.json", import.meta.url);
const isThere = existsSync(set);
const cases = isThere ? (JSON.parse(readFileSync(set, "utf8")) as { cases: Case[] }).cases : [];
/** What the action takes for no rules; without rules, Sluice has a scheme of its own. */
const defaultRules = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];

function compute({ event, repo, inputs, env, now, commitDate }: Case): Metadata | "refused" {
  const shaLength = env["DOCKER_METADATA_SHORT_SHA_LENGTH"];
  try {
    return computeMetadata({
      event: { name: event.name ?? "", ref: event.ref ?? "", sha: event.sha ?? "", payload: event.payload },
      repository: {
        name: repo.name,
        description: repo.description ?? "",
        url: repo.html_url ?? "",
        license: repo.license?.spdx_id ?? "",
        defaultBranch: repo.default_branch,
      },
      images: inputs.images,
      rules: inputs.tags?.length ? inputs.tags : defaultRules,
      flavor: inputs.flavor ?? [],
      labels: inputs.labels ?? [],
      annotations: inputs.annotations ?? [],
      annotationLevels: env["DOCKER_METADATA_ANNOTATIONS_LEVELS"]?.split(",") ?? ["manifest"],
      now: new Date(now),
      created: new Date(now),
      commitTime: new Date(commitDate),
      shaLength: shaLength === undefined ? undefined : Number(shaLength),
      prHeadSha: env["DOCKER_METADATA_PR_HEAD_SHA"] === "true",
    });
  } catch (error) {
    if (isSluiceError(error) && error.code === "SLUICE_INVALID_TAG_RULE") return "refused";
    throw error;
  }
}

function tagName(reference: string): string {
  const at = reference.lastIndexOf(":");
  return at > reference.lastIndexOf("/") ? reference.slice(at + 1) : reference;
}

function of(...kinds: Case["kind"][]): Case[] {
  return cases.filter(({ kind }) => kinds.includes(kind));
}

describe("docker/metadata-action's observed cases", () => {
  test("there are as many as there should be", ({ skip }) => {
    skip(!isThere, "the folder of observed cases, ../shared/conformance, does not stand beside this checkout");
    expect(cases.length).toBeGreaterThanOrEqual(395);
  });

  test.each(of("tags", "empty"))("$id: the same tags, labels and annotations", (observed) => {
    const { version, tags, labels, annotations } = observed.expected;
    const got = compute(observed);
    expect(got).toMatchObject({ version, tags });
    expect(got).toHaveProperty("labels", labels);
    const levelled = got === "refused" ? [] : Object.entries(got.annotations).map(([key, value]) => `${key}=${value}`);
    expect(levelled.toSorted()).toEqual(annotations.toSorted());
  });

  test.each(of("oracle-invalid"))("$id: valid tags, among them all of its valid ones", (observed) => {
    const got = compute(observed);
    const names = got === "refused" ? [] : got.tags.map(tagName);
    expect(names.filter((name) => !isImageTag(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(observed.expected.tagNames.filter(isImageTag)));
  });

  test.each(of("error"))("$id: refused", (observed) => {
    expect(compute(observed)).toBe("refused");
  });
});
