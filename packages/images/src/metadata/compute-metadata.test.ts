import { isSluiceError, SluiceError } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { computeMetadata, type Metadata, type MetadataInput } from "./compute-metadata.ts";

const sha = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";
const commitTime = new Date("2026-01-02T03:04:05Z");

function compute(ref: string, input: Partial<MetadataInput> = {}): Metadata {
  return computeMetadata({
    event: { name: "push", ref, sha, payload: null },
    repository: { name: "shop", description: "All things", url: "https://github.com/acme/shop", license: "MIT", defaultBranch: "main" },
    now: new Date("2026-05-06T07:08:09Z"),
    commitTime,
    ...input,
  });
}

function pullRequest(
  name: string,
  ref: string,
  payload: object = { pull_request: { number: 123, head: { sha: "f".repeat(40) }, base: { ref: "main" } } },
) {
  return { event: { name, ref, sha, payload } };
}

/** The error that wrong rules end in. */
function failure(input: Partial<MetadataInput>): SluiceError {
  try {
    compute("refs/heads/main", input);
  } catch (error) {
    if (isSluiceError(error)) return error;
    throw error;
  }
  throw new Error("no rule was found wrong");
}

describe("the default scheme", () => {
  test.each([
    ["refs/heads/main", ["main-sha1a2b3c4", "latest"]],
    ["refs/heads/feature/x", ["feature-x-sha1a2b3c4"]],
    ["refs/heads/功能", [expect.stringMatching(/^sha1a2b3c4-[0-9a-f]{12}$/)]],
    ["refs/heads/-dash", [expect.stringMatching(/^dash-sha1a2b3c4-[0-9a-f]{12}$/)]],
    ["refs/tags/v1.2.3", ["v1.2.3", "1.2", "1"]],
    ["refs/tags/1.2.3", ["v1.2.3", "1.2", "1"]],
    ["refs/tags/v0.1.2", ["v0.1.2", "0.1", "0"]],
    ["refs/tags/v1.3.0-rc.1", ["v1.3.0-rc.1"]],
    ["refs/tags/v1.2.3+build.5", ["v1.2.3", "1.2", "1"]],
    ["refs/tags/nightly", []],
    ["refs/tags/v1.2", []],
    ["", []],
  ])("%s gives %j", (ref, tags) => {
    expect(compute(ref).tags).toEqual(tags);
  });

  test.each([
    ["gateway@1.2.3", ["v1.2.3", "1.2", "1"]],
    ["@scope/gateway@1.2.3", ["v1.2.3", "1.2", "1"]],
    ["gateway/v1.2.3", ["v1.2.3", "1.2", "1"]],
    ["services/gateway/v1.2.3", ["v1.2.3", "1.2", "1"]],
    ["gateway@1.3.0-rc.1", ["v1.3.0-rc.1"]],
    ["v1.2.3", ["v1.2.3", "1.2", "1"]],
    ["brand@1.2.3", []],
    ["@scope/brand@1.2.3", []],
    ["my-gateway@1.2.3", []],
  ])("the git tag %s gives the image gateway %j", (gitTag, names) => {
    const image = "ghcr.io/acme/shop/gateway";
    expect(compute(`refs/tags/${gitTag}`, { images: [image] }).tags).toEqual(names.map((name) => `${image}:${name}`));
  });

  test("says why a git tag of another package gives nothing", () => {
    const { warnings } = compute("refs/tags/brand@1.2.3", { images: ["acme/gateway"] });
    expect(warnings).toEqual([
      { code: "SLUICE_TAG_RULE_WITHOUT_EFFECT", message: "the git tag 'brand@1.2.3' releases 'brand', not 'gateway': no image tag" },
    ]);
  });

  test("a release of one package tags only its image", () => {
    const { tags, version } = compute("refs/tags/brand@2.0.0", { images: ["acme/gateway", "acme/brand"].map((name) => `name=${name}`) });
    expect(tags).toEqual(["acme/brand:v2.0.0", "acme/brand:2.0", "acme/brand:2"]);
    expect(version).toBe("v2.0.0");
  });

  test("a variant of an image has its name behind every tag, latest too, whatever a rule puts there, and moves with its own kind", () => {
    const images = ["r/gateway"];
    const variant = "cuda";
    expect(compute("refs/heads/main", { images, variant }).tags).toEqual(["r/gateway:main-sha1a2b3c4-cuda", "r/gateway:latest-cuda"]);
    expect(compute("refs/tags/v1.2.3", { images, variant }).moving).toEqual([
      { reference: "r/gateway:1.2-cuda", version: "1.2.3", range: "1.2.x", versionTag: { before: "v", after: "-cuda" } },
      { reference: "r/gateway:1-cuda", version: "1.2.3", range: "1.x", versionTag: { before: "v", after: "-cuda" } },
    ]);
    const rules = ["type=semver,pattern={{version}},suffix=-slim", "type=raw,value=canary"];
    expect(compute("refs/tags/v1.2.3", { images, variant, rules, flavor: ["suffix=-alpine"] }).tags).toEqual([
      "r/gateway:1.2.3-slim-cuda",
      "r/gateway:canary-alpine-cuda",
      "r/gateway:latest-cuda",
    ]);
  });

  test("a variant carries its suffix on every tag but latest, and there too when asked", () => {
    expect(compute("refs/tags/v1.2.3", { flavor: ["suffix=-cuda"] }).tags).toEqual(["v1.2.3-cuda", "1.2-cuda", "1-cuda"]);
    expect(compute("refs/heads/main", { flavor: ["suffix=-cuda,onlatest=true"] }).tags).toEqual(["main-sha1a2b3c4-cuda", "latest-cuda"]);
    expect(compute("refs/heads/main", { flavor: ["latest=false"] }).tags).toEqual(["main-sha1a2b3c4"]);
  });
});

describe("a pull request", () => {
  test.each([
    ["pull_request", "refs/pull/123/merge"],
    ["pull_request_target", "refs/heads/main"],
    // What GitHub gives once a pull request is merged.
    ["pull_request", "refs/heads/main"],
    // Where no merge commit is checked out.
    ["pull_request", "refs/pull/123/head"],
  ])("%s on %s gives its number alone and is not pushed", (name, ref) => {
    for (const flavor of [[], ["latest=true"]]) {
      const { tags, push } = compute(ref, { ...pullRequest(name, ref), flavor });
      expect(tags).toEqual(["pr-123"]);
      expect(push).toBe(false);
    }
  });

  test("is not pushed from the merge queue either, where no login is and nothing is merged yet", () => {
    const ref = `refs/heads/gh-readonly-queue/main/pr-12-${sha}`;
    const { tags, push } = compute(ref, { event: { name: "merge_group", ref, sha, payload: null } });
    expect({ tags, push }).toEqual({ tags: [`gh-readonly-queue-main-pr-12-${sha}-sha1a2b3c4`], push: false });
  });

  test("without a number gives nothing, least of all a tag of its base branch", () => {
    const event = pullRequest("pull_request_target", "refs/heads/main", {});
    expect(compute("", event)).toMatchObject({ tags: [], push: false });
    expect(
      compute("", { ...event, rules: ["type=ref,event=branch", "type=edge", "type=raw,value=latest,enable={{is_default_branch}}"] }).tags,
    ).toEqual([]);
  });

  test("gives its head commit when asked", () => {
    const input = { ...pullRequest("pull_request", "refs/pull/123/merge"), rules: ["type=sha"], prHeadSha: true };
    expect(compute("", input)).toMatchObject({ tags: ["sha-fffffff"], labels: { "org.opencontainers.image.revision": "f".repeat(40) } });
  });
});

describe("tags only move forward", () => {
  test.each([
    ["1.2.4", ["1.3.0"], ["v1.2.4", "1.2"]],
    ["1.2.4", ["1.3.0", "1.2.5"], ["v1.2.4"]],
    ["1.2.4", ["2.0.0"], ["v1.2.4", "1.2", "1"]],
    ["1.2.4", ["1.2.4", "1.2.3"], ["v1.2.4", "1.2", "1"]],
    ["1.2.4", ["1.3.0-rc.1", "nonsense"], ["v1.2.4", "1.2", "1"]],
  ])("releasing %s with %j gives %j", (version, existingVersions, tags) => {
    expect(compute(`refs/tags/v${version}`, { existingVersions }).tags).toEqual(tags);
  });

  test("latest stays at a higher version, by the default scheme and by rules", () => {
    const existingVersions = ["2.0.0"];
    expect(compute("refs/tags/v1.2.4", { existingVersions, flavor: ["latest=true"] }).tags).toEqual(["v1.2.4", "1.2", "1"]);
    expect(compute("refs/tags/v1.2.4", { existingVersions, rules: ["type=semver,pattern={{version}}"] }).tags).toEqual(["1.2.4"]);
    expect(compute("refs/tags/v1.2.4", { existingVersions, rules: ["type=ref,event=tag"] }).tags).toEqual(["v1.2.4"]);
    expect(compute("refs/tags/v2.0.1", { existingVersions, rules: ["type=semver,pattern={{version}}"] }).tags).toEqual(["2.0.1", "latest"]);
  });

  test("latest stays too where a rule names it, or reads the version out of a git tag of another form", () => {
    const existingVersions = ["2.0.0"];
    const named = { existingVersions, images: ["r/a"], rules: ["type=ref,event=tag", "type=raw,value=latest"] };
    expect(compute("refs/tags/v1.2.4", named).tags).toEqual(["r/a:v1.2.4"]);
    const rules = ["type=semver,pattern={{version}},match=release-(.*)"];
    expect(compute("refs/tags/release-1.2.4", { existingVersions, rules }).tags).toEqual(["1.2.4"]);
    expect(compute("refs/tags/release-1.2.4", { images: ["r/a"], rules }).moving).toMatchObject([{ reference: "r/a:latest", range: "*" }]);
    // On a branch it follows the branch.
    expect(compute("refs/heads/main", named).tags).toEqual(["r/a:latest"]);
  });

  test.each([
    ["type=semver,pattern={{major}}.{{minor}}", "1.2.x"],
    ["type=pep440,pattern={{major}}.{{minor}}", "1.2.x"],
    [String.raw`type=match,pattern=v(\d+)\.\d+,group=1`, "1.x"],
  ])("what moves is said for the moment of writing: %s", (rule, range) => {
    const rules = ["type=ref,event=tag", rule];
    const { moving } = compute("refs/tags/v1.2.4", { images: ["r/a"], rules, flavor: ["latest=false"] });
    expect(moving).toMatchObject([{ version: "1.2.4", range, versionTag: { before: "v", after: "" } }]);
  });

  test("a shortened tag by a match stays at a higher version", () => {
    const rules = [String.raw`type=match,pattern=v(\d+)\.\d+,group=1`, String.raw`type=match,pattern=\d+\.\d+`];
    const { tags } = compute("refs/tags/v1.2.4", { existingVersions: ["1.3.0"], rules, flavor: ["latest=false"] });
    expect(tags).toEqual(["1.2"]);
  });

  test.each([
    ["semver", "v1.2.4", ["1.3.0"]],
    ["pep440", "1.2.4", ["1.3.0"]],
  ])("a %s rule leaves a shortened tag where it is, and says so", (type, gitTag, existingVersions) => {
    const rules = ["{{version}}", "{{major}}.{{minor}}", "v{{major}}"].map((pattern) => `type=${type},pattern=${pattern}`);
    const { tags, version, warnings } = compute(`refs/tags/${gitTag}`, { rules, existingVersions, flavor: ["latest=false"] });
    expect(tags).toEqual(["1.2.4", "1.2"]);
    expect(version).toBe("1.2.4");
    expect(warnings.map(({ message }) => message)).toEqual(["the tag 'v1' stays at 1.3.0, which is higher"]);
  });

  test("git tags of other packages count for their own images only", () => {
    const existingGitTags = ["brand@9.0.0", "gateway@1.3.0", "gateway@1.2.4"];
    expect(compute("refs/tags/gateway@1.2.4", { images: ["acme/gateway"], existingGitTags }).tags).toEqual([
      "acme/gateway:v1.2.4",
      "acme/gateway:1.2",
    ]);
  });
});

describe("rules", () => {
  const branch = "refs/heads/feature/x";
  test.each<[rules: string[], ref: string, tags: string[]]>([
    [["type=ref,event=branch", "type=sha"], branch, ["feature-x", "sha-1a2b3c4"]],
    [["type=sha,format=long,prefix="], branch, [sha]],
    [["type=edge"], "refs/heads/main", ["edge"]],
    [["type=edge,branch=feature/x"], branch, ["edge"]],
    [["type=edge"], branch, []],
    [["type=semver,pattern={{version}}", "type=semver,pattern={{major}}.{{minor}}"], "refs/tags/v1.2.3", ["1.2.3", "1.2", "latest"]],
    [["type=semver,pattern=v{{major}}"], "refs/tags/v1.2.3-rc.1", ["1.2.3-rc.1"]],
    [["type=semver,pattern={{raw}}"], "refs/tags/v1.2.3-rc.1", ["v1.2.3-rc.1"]],
    [["type=semver,pattern={{version}},match=^api-v(.*)$"], "refs/tags/api-v1.2.3", ["1.2.3", "latest"]],
    [["type=semver,pattern={{version}},value=v4.5.6"], branch, ["4.5.6", "latest"]],
    [["type=pep440,pattern={{major}}.{{minor}}"], "refs/tags/1.2.3", ["1.2", "latest"]],
    [["type=pep440,pattern={{major}}"], "refs/tags/1.1beta2", ["1.1b2"]],
    [["type=match,pattern=v(\\d+).*,group=1"], "refs/tags/v12.3", ["12", "latest"]],
    [['type=match,"pattern=^v\\d{1,2}"'], "refs/tags/v12.3", ["v12", "latest"]],
    [["type=match,pattern=/V(\\d)/i,group=1"], "refs/tags/v1.2.3", ["1", "latest"]],
    [["type=semver,pattern={{this.raw}}"], "refs/tags/v1.2.3-rc.1", ["v1.2.3-rc.1"]],
    [["type=pep440,pattern={{ raw }}"], "refs/tags/v1.2.3rc1", ["v1.2.3rc1"]],
    [["type=semver,pattern=x{{raw}}"], "refs/tags/v1.2.3-rc.1", ["1.2.3-rc.1"]],
    [['"value=a,b"'], branch, ["a-b"]],
    [['"value={{date \'YYYY\' tz=""Europe/Paris""}}"'], branch, ["2026"]],
    [['"type=raw,value=a,suffix=-b"'], branch, ["a-b"]],
    [["type=raw,value=x,enable={{#if (branch)}}true{{else}}false{{/if}}"], branch, ["x"]],
    [["type=raw,value=x,enable={{#if (tag)}}true{{else}}false{{/if}}"], branch, []],
    [["type=raw,nightly", "plain", '"type=raw,value=quoted"'], branch, ["nightly", "plain", "quoted"]],
    [["type=raw,value=a,priority=1", "type=raw,value=b,priority=2"], branch, ["b", "a"]],
    [["type=raw,value=a", "type=raw,value=a"], branch, ["a"]],
    [["type=raw,value=x,enable={{is_default_branch}}", "type=raw,value=y,enable={{is_not_default_branch}}"], branch, ["y"]],
    [["type=raw,value={{branch}}_{{sha}}_{{tag}}{{base_ref}}"], branch, ["feature-x_1a2b3c4_"]],
    [["type=raw,value={{date 'YYYYMMDD-HHmm' tz='Asia/Tokyo'}}-{{commit_date 'X'}}"], branch, ["20260506-1608-1767323045"]],
    [["type=schedule"], branch, []],
    [["# a comment\ntype=raw,value=a\n\n  type=raw,value=b"], branch, ["a", "b"]],
  ])("%j on %s gives %j", (rules, ref, tags) => {
    expect(compute(ref, { rules }).tags).toEqual(tags);
  });

  test("a schedule gives the night its tag", () => {
    const event = { name: "schedule", ref: "refs/heads/main", sha, payload: null };
    expect(compute("", { event, rules: ["type=schedule", "type=schedule,pattern={{date 'gggg.ww'}}"] }).tags).toEqual([
      "nightly",
      "2026.19",
    ]);
  });

  test("a branch's name is escaped as it always was", () => {
    expect(compute("refs/heads/a=b", { rules: ["type=raw,value=x-{{branch}}", "type=raw,value=x-{{{branch}}}"] }).tags).toEqual([
      "x-a-x3D-b",
      "x-a-b",
    ]);
  });

  test("two branches whose tags cannot stand do not meet in one", () => {
    const rules = ["type=ref,event=branch"];
    const tags = ["-x", ".x", `${"y".repeat(130)}1`, `${"y".repeat(130)}2`].map((name) => compute(`refs/heads/${name}`, { rules }).version);
    expect(new Set(tags).size).toBe(4);
    for (const tag of tags) expect(tag).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
  });

  test("the flavor's prefix goes before latest only when asked, with its expressions filled in", () => {
    const rules = ["type=semver,pattern={{version}}"];
    expect(compute("refs/tags/v1.2.3", { rules, flavor: ["prefix=x-"] }).tags).toEqual(["x-1.2.3", "latest"]);
    expect(compute("refs/tags/v1.2.3", { rules, flavor: ["prefix={{sha}}-,onlatest=true"] }).tags).toEqual([
      "1a2b3c4-1.2.3",
      "1a2b3c4-latest",
    ]);
  });

  test("attributes and names that mean nothing are told", () => {
    const { tags, warnings } = compute("refs/heads/main", { rules: ["type=raw,value=a{{brnach}},prioriti=5"] });
    expect(tags).toEqual(["a"]);
    expect(warnings.map(({ message }) => message)).toEqual([
      "rule 'type=raw,value=a{{brnach}},prioriti=5': attribute 'prioriti' is not known and does nothing",
      expect.stringContaining("{{brnach}} is not known here"),
    ]);
  });
});

describe("images, labels and annotations", () => {
  test("each enabled image gets every tag, its name in lower case", () => {
    const images = ["ghcr.io/Acme/API", "name=acme/b,enable=false", "acme/c"];
    expect(compute("refs/heads/main", { images, rules: ["type=raw,a"] }).tags).toEqual(["ghcr.io/acme/api:a", "acme/c:a"]);
    expect(compute("refs/heads/main", { images: ["acme/a,acme/b"], rules: ["type=raw,a"] }).tags).toEqual(["acme/a:a", "acme/b:a"]);
  });

  test("labels tell repository, commit and the commit's time; a person's own ones win", () => {
    const { labels } = compute("refs/heads/main", {
      labels: ["org.opencontainers.image.title=My=Title", "on={{branch}}", "empty=", "novalue"],
    });
    expect(labels).toEqual({
      empty: "",
      on: "main",
      "org.opencontainers.image.created": "2026-01-02T03:04:05.000Z",
      "org.opencontainers.image.description": "All things",
      "org.opencontainers.image.licenses": "MIT",
      "org.opencontainers.image.revision": sha,
      "org.opencontainers.image.source": "https://github.com/acme/shop",
      "org.opencontainers.image.title": "My=Title",
      "org.opencontainers.image.url": "https://github.com/acme/shop",
      "org.opencontainers.image.version": "main-sha1a2b3c4",
    });
    expect(Object.keys(labels)).toEqual(Object.keys(labels).toSorted());
  });

  test("the same commit gives the same labels whatever the clock says, unless a time is given", () => {
    const later = { now: new Date("2027-01-01T00:00:00Z") };
    expect(compute("refs/heads/main", later)).toEqual(compute("refs/heads/main"));
    expect(compute("refs/heads/main", { created: later.now }).labels["org.opencontainers.image.created"]).toBe("2027-01-01T00:00:00.000Z");
  });

  test("annotations stand under each of their levels", () => {
    const { annotations } = compute("refs/heads/main", { annotations: ["a=1"], annotationLevels: ["index", "manifest"] });
    expect(annotations).toMatchObject({ "index:a": "1", "manifest:a": "1", "manifest:org.opencontainers.image.title": "shop" });
  });
});

describe("wrong rules", () => {
  test("are reported all at once, each with its text, place and hint", () => {
    const { code, message } = failure({
      rules: ["type=ref", "type=raw,value=fine", "type=foo"],
      flavor: ["latest=foo"],
      images: ["acme/a,bar=baz"],
      labels: ["a={{"],
    });
    expect(code).toBe("SLUICE_INVALID_TAG_RULE");
    expect(message.split("\n")).toEqual([
      "5 rules are wrong:",
      "  rule 'type=ref', attribute 'event': is missing (write event=branch or event=tag or event=pr)",
      "  rule 'type=foo', attribute 'type': 'foo' is no type of rule (write one of schedule, semver, pep440, match, edge, ref, raw, sha)",
      "  flavor 'latest=foo', attribute 'latest': 'foo' is not known (write latest=auto, latest=true or latest=false)",
      "  image 'acme/a,bar=baz', attribute 'bar': is no attribute of an image (write name=… and enable=…)",
      expect.stringContaining("  label 'a={{': cannot be read"),
    ]);
  });

  test("that show only with the event are reported as well", () => {
    const { message, hint } = failure({ rules: ["type=raw,value=x,enable={{branch}}"] });
    expect(message).toBe("rule 'type=raw,value=x,enable={{branch}}', attribute 'enable': gives 'main', neither true nor false");
    expect(hint).toContain("enable=true");
  });

  test.each([
    ["type=raw,value={{date 'YYYY' tz='Mars/Base'}}"],
    ["type=raw,value={{date 'YYYY' zone='UTC'}}"],
    ["type=sha,prefix={{date 'YYYY' tz='Mars/Base'}}"],
  ])("%s", (rule) => {
    expect(failure({ rules: [rule] })).toMatchObject({ code: "SLUICE_INVALID_TAG_RULE" });
  });

  test("a label with a wrong date is one of them", () => {
    expect(failure({ labels: ["a={{date 'YYYY' tz='Mars/Base'}}"] })).toMatchObject({ code: "SLUICE_INVALID_TAG_RULE" });
  });
});
