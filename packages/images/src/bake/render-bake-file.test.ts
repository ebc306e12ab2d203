import { describe, expect, it } from "vitest";
import { makeImage, makeMetadata, makePlan } from "../plan/make-image.fixture.ts";
import { type BakeOptions, renderBakeFile } from "./render-bake-file.ts";

const base = makeImage("base");
const api = makeImage("api.v2", {
  dockerfile: "docker/api.Dockerfile",
  context: "services/api",
  targetStage: "run",
  buildArgs: { A: "${x} %{y} $z" },
  bases: ["base"],
});
const render = (selected: string[], options: BakeOptions, more: Parameters<typeof makePlan>[2] = {}) =>
  JSON.parse(renderBakeFile(makePlan([api, base], selected, more), options));

describe("renderBakeFile", () => {
  it("holds all that a build of one image needs", () => {
    expect(render(["base"], { output: "push" }, { secrets: ["id=ca,src=/ca.pem"] }).target.base).toEqual({
      context: "services/base",
      dockerfile: "Dockerfile",
      platforms: ["linux/amd64", "linux/arm64"],
      contexts: {},
      args: { SOURCE_DATE_EPOCH: "1700000000" },
      labels: { a: "1", "dev.sluice.key": "base".padEnd(64, "0") },
      annotations: ["index:a=1", `index:dev.sluice.key=${"base".padEnd(64, "0")}`, "index:dev.sluice.attestations=provenance=max"],
      tags: ["r.test/shop/base:main-sha1a2b3c4", "r.test/shop/base:latest", "r.test/shop/base:key-base000000000000"],
      secret: ["id=ca,src=/ca.pem"],
      attest: ["type=provenance,mode=max"],
      output: ["type=registry"],
    });
  });

  it("leaves out what cannot be built, and what starts from that", () => {
    const problem = { code: "SLUICE_BROKEN_DOCKERFILE", message: "x" } as const;
    const plan = makePlan([api, { ...base, problem }, makeImage("web")], ["api.v2", "web"]);
    expect(Object.keys(JSON.parse(renderBakeFile(plan, { output: "push" })).target)).toEqual(["web"]);
  });

  it("says where the cache is, also of the images that it starts from", () => {
    const { target } = render(["api.v2"], { output: "push", cache: { kind: "local", folder: "/c${x}" } });
    const to = "dest=/c$${x}/.new/api.v2-linux-amd64-linux-arm64,mode=max,ignore-error=true";
    expect(target.api_v2["cache-to"]).toEqual([`type=local,${to}`]);
    expect(target.base["cache-from"]).toContain("type=local,src=/c$${x}/base-linux-amd64");
  });

  it("names targets as bake allows, finds the Dockerfile from the context, and keeps templates as they are written", () => {
    const { group, target } = render(["api.v2"], { output: "push" });
    expect(group.default.targets).toEqual(["api_v2"]);
    expect(target.api_v2).toMatchObject({
      dockerfile: "../../docker/api.Dockerfile",
      target: "run",
      contexts: { base: "target:base" },
      args: { A: "$${x} %%{y} $z" },
    });
  });

  it("builds a base that is not asked for only on the way", () => {
    expect(render(["api.v2"], { output: "push" }).target.base).toMatchObject({ tags: [], annotations: [], output: ["type=cacheonly"] });
  });

  it("pushes only the key's reference when tags come later, and all tags where there is no key", () => {
    expect(render(["base"], { output: "push", references: "key" }).target.base.tags).toEqual(["r.test/shop/base:key-base000000000000"]);
    expect(render(["base"], { output: "push", references: "key" }, { keys: new Map() }).target.base.tags).toHaveLength(2);
  });

  it("loads for the machine's own platform, without what a local image cannot hold", () => {
    const { platforms, annotations, attest, tags, output } = render(["base"], { output: "load" }).target.base;
    expect({ platforms, annotations, attest, tags, output }).toEqual({
      platforms: undefined,
      annotations: [],
      attest: ["type=provenance,disabled=true"],
      tags: ["r.test/shop/base:main-sha1a2b3c4", "r.test/shop/base:latest"],
      output: ["type=docker"],
    });
  });

  it("builds only what is named, and never what is broken", () => {
    const broken = makeImage("broken", { problem: { code: "SLUICE_BROKEN_DOCKERFILE", message: "x" } });
    const plan = makePlan([base, broken], ["base", "broken"], { metadata: new Map([["base", makeMetadata("b")]]) });
    expect(Object.keys(JSON.parse(renderBakeFile(plan, { output: "push" })).target)).toEqual(["base"]);
    expect(JSON.parse(renderBakeFile(plan, { output: "push", only: new Set() })).target).toEqual({});
  });
});

it("pushes without a tag, under the repository alone", () => {
  expect(render(["base"], { output: "digest", references: "key" }).target.base).toMatchObject({
    tags: [],
    attest: ["type=provenance,mode=max"],
    output: ["type=image,name=r.test/shop/base,push-by-digest=true,name-canonical=true,push=true"],
  });
});

it.each([
  [null, "type=sbom"],
  ["r.test/scanner:1", "type=sbom,generator=r.test/scanner:1"],
])("asks for an SBOM by the scanner %j", (scanner, sbom) => {
  const { attest } = render(["base"], { output: "push" }, { attestations: { provenance: "min", sbom: { scanner } } }).target.base;
  expect(attest).toEqual(["type=provenance,mode=min", sbom]);
});
